#!/usr/bin/env pwsh
<#
.SYNOPSIS
How often a Pester file with a baseline passes where nothing has changed, and fails where something has, on a machine whose
CPUs are all busy with something else half of the time (two seconds of each four).

.DESCRIPTION
The programs are tests/Workloads/weights.c with shares, page faults and work by construction. Each row runs
tests/Benchmarks/Regression/Weights.Tests.ps1 so many times:

unchanged    shares 50 25 15 10 %, 2000 pages           all pass
share +3     the function of 10 % has 13 %              all fail
count +5 %   103 pages more: 5 % of the page faults     all fail
ratio        the same work as the baseline, measured in turn with a reference    all pass
ratio +5 %   5 % more work in turn with the reference   all fail

An iteration takes about ten seconds of a busy machine: 50 of each take three quarters of an hour.
#>
param(
    [int] $Iterations = 50,
    [ValidateSet('unchanged', 'share +3', 'count +5 %', 'ratio', 'ratio +5 %')]
    [string[]] $Series = @('unchanged', 'share +3', 'count +5 %', 'ratio', 'ratio +5 %'),
    [switch] $Quiet
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module "$PSScriptRoot/../../OProf.psd1"
Import-Module Pester -MinimumVersion 5.5
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "oprof-baseline-$PID"
$null = New-Item -ItemType Directory $folder
$program = "$folder/weights"
gcc -O1 -fno-omit-frame-pointer -o $program "$PSScriptRoot/../Workloads/weights.c"
if ($LASTEXITCODE) { throw 'gcc failed.' }

# Something else to do for each CPU, in a process group of its own, so that all of it ends with this.
$noise = @()
if (-not $Quiet) {
    foreach ($cpu in 0..([Environment]::ProcessorCount - 1)) {
        $noise += Start-Process setsid -ArgumentList taskset, -c, $cpu, bash, -c, '"while :; do timeout 2 bash -c \"while :; do :; done\"; sleep 2; done"' -PassThru
    }
}

function Get-Outcome($Name, $Iterations, $Data, $Expected) {
    $passed = 0; $failed = 0; $other = [System.Collections.Generic.List[string]]::new()
    $time = [System.Diagnostics.Stopwatch]::StartNew()
    foreach ($i in 1..$Iterations) {
        $configuration = New-PesterConfiguration
        $configuration.Run.Container = New-PesterContainer -Path "$PSScriptRoot/Regression/Weights.Tests.ps1" -Data $Data
        $configuration.Run.PassThru = $true
        $configuration.Output.Verbosity = 'None'
        $test = (Invoke-Pester -Configuration $configuration).Tests[0]
        $message = "$($test.ErrorRecord)"
        if ($test.Result -eq 'Passed') { $passed++ }
        elseif ($message -match 'has regressed from') { $failed++ }
        else { $other.Add($message) }
        if ($test.Result -ne $Expected) { Write-Verbose -Message "$Name, $($i): $($test.Result) $message" -Verbose }
    }

    [pscustomobject]@{ Series = $Name; Iterations = $Iterations; Passed = $passed; Regressed = $failed; Other = $other.Count; SecondsEach = [Math]::Round($time.Elapsed.TotalSeconds / $Iterations, 1) }
}

try {
    $same = $program, 8000, 1950, 500, 250, 150, 100
    $reference = $program, 1500, 0, 250, 250, 250, 250
    $shares = "$folder/shares.json"
    $ratio = "$folder/ratio.json"
    if ($Series -match '^[usc]') {
        $null = New-OProfBaseline $shares $same -Event page-faults -Frequency 9973 -Repeat 45 -WarmUp 2
    }
    if ($Series -match '^r') {
        $null = New-OProfBaseline $ratio $program, 1500, 0, 500, 250, 150, 100 -ReferenceCommand $reference -NoProfile -Event task-clock -Repeat 90 -WarmUp 2
    }

    switch ($Series) {
        'unchanged' { Get-Outcome -Name $_ -Iterations $Iterations -Data @{ Program = $same; Baseline = $shares; Repeat = 16 } -Expected Passed }
        'share +3' { Get-Outcome -Name $_ -Iterations $Iterations -Data @{ Program = $program, 8000, 1950, 483, 242, 145, 130; Baseline = $shares; Repeat = 16 } -Expected Failed }
        'count +5 %' { Get-Outcome -Name $_ -Iterations $Iterations -Data @{ Program = $program, 8000, 2053, 500, 250, 150, 100; Baseline = $shares; Repeat = 16 } -Expected Failed }
        'ratio' { Get-Outcome -Name $_ -Iterations $Iterations -Data @{ Program = $program, 1500, 0, 500, 250, 150, 100; Reference = $reference; Baseline = $ratio; Repeat = 40; Within = 0.02 } -Expected Passed }
        'ratio +5 %' { Get-Outcome -Name $_ -Iterations $Iterations -Data @{ Program = $program, 1575, 0, 500, 250, 150, 100; Reference = $reference; Baseline = $ratio; Repeat = 40; Within = 0.02 } -Expected Failed }
    }
}
finally {
    foreach ($process in $noise) { & kill -- "-$($process.Id)" 2> $null }
    Remove-Item $folder -Recurse -ErrorAction Ignore
}
