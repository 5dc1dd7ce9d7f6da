#!/usr/bin/env pwsh
<#
.SYNOPSIS
What it costs a script that its functions and lines become frames.

.DESCRIPTION
Runs scripts without a profile, with one, with one that has frames of the script, and with a breakpoint on each line as a means
that sees every statement; all of them in turn, so that what else the machine does falls on each alike. Gives the medians of the script's
own CPU time (its thread), of that of the whole process, and their ratio to the runs with a profile alone.
#>
param([int] $Rounds = 6)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../OProf.psd1"
$folder = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "oprof-$PID")
$scripts = [ordered] @{
    'a loop of short statements' = @'
$sum = 0
for ($i = 0; $i -lt 400000; $i++) {
    $sum += $i
    $sum -= 1
    $null = $sum % 7
}
'@
    'many calls of functions' = @'
function Get-Inner { param($n) $n + 1 }
function Get-Outer { param($n) (Get-Inner $n) * 2 }
foreach ($i in 1..12000) { $null = Get-Outer $i }
'@
    'a pipeline' = @'
$null = 1..40000 | Where-Object { $_ % 2 } | ForEach-Object { $_ * 2 }
'@
    '100 calls in each other' = @'
function Get-Deep { param($depth) if ($depth) { Get-Deep ($depth - 1) } else { foreach ($i in 1..6000000) { $null = $i * 2 } } }
Get-Deep 100
'@
}

$kinds = [ordered] @{
    'no profile' = { param($path) Measure-OProfCommand { & $path } -Event task-clock -WarningAction Ignore }
    'profile' = { param($path) Measure-OProfCommand { & $path } -Event task-clock -Profile -ScriptFrame:$false -WarningAction Ignore }
    'with frames' = { param($path) Measure-OProfCommand { & $path } -Event task-clock -Profile -WarningAction Ignore }
    'breakpoints' = {
        param($path)
        $points = 1..@(Get-Content $path).Count | ForEach-Object { Set-PSBreakpoint -Script $path -Line $_ -Action { } }
        try { Measure-OProfCommand { & $path } -Event task-clock -WarningAction Ignore }
        finally { $points | Remove-PSBreakpoint }
    }
}

function Get-Median { param([double[]] $Values) $sorted = @($Values | Sort-Object); $sorted[[int] [math]::Floor($sorted.Count / 2)] }

try {
    foreach ($name in $scripts.Keys) {
        $path = Join-Path $folder 'script.ps1'
        Set-Content $path $scripts[$name]
        $null = & $path
        $taken = @{}
        foreach ($kind in $kinds.Keys) { $taken[$kind] = @() }
        for ($round = 0; $round -lt $Rounds; $round++) {
            foreach ($kind in $kinds.Keys) {
                if ($kind -eq 'breakpoints' -and $round -gt 0) { continue }
                $run = & $kinds[$kind] $path
                if ($round -gt 0 -or $kind -eq 'breakpoints') {
                    $taken[$kind] += [pscustomobject] @{ Own = $run.Counters['task-clock'].Mean / 1e6; Process = ($run.UserTime + $run.SystemTime).TotalMilliseconds }
                }
                Get-OProfSession | Remove-OProfSession -Confirm:$false
            }
        }
        $base = Get-Median $taken['profile'].Own
        $baseOfProcess = Get-Median $taken['profile'].Process
        foreach ($kind in $kinds.Keys) {
            $own = Get-Median $taken[$kind].Own
            $process = Get-Median $taken[$kind].Process
            [pscustomobject] @{
                Script = $name; Kind = $kind; OwnMs = [math]::Round($own, 1); OwnRatio = [math]::Round($own / $base, 3)
                ProcessMs = [math]::Round($process, 1); ProcessRatio = [math]::Round($process / $baseOfProcess, 3)
            }
        }
    }
}
finally { Remove-Item $folder -Recurse }
