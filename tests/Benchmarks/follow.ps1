#!/usr/bin/env pwsh
<#
.SYNOPSIS
Says how old an event is when Receive-OProfEvent -Wait emits it in another PowerShell than the one that captures.

.DESCRIPTION
A second pwsh captures the whole system; this one connects to it. An event's age is CLOCK_MONOTONIC when it comes out of
the pipeline, less its time. Events from before the connection do not count.
#>
param(
    [int] $Seconds = 10,
    [int] $Frequency = 999
)

$ErrorActionPreference = 'Stop'
$manifest = "$PSScriptRoot/../../OProf.psd1"
Import-Module $manifest
$code = "Import-Module '$manifest'; `$null = Start-OProfSession -Name followed -Event cpu-clock -Frequency $Frequency -Duration 300; `$null = [Console]::In.ReadLine()"
$start = [System.Diagnostics.ProcessStartInfo]::new('pwsh')
foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', $code) { $start.ArgumentList.Add($argument) }
$start.RedirectStandardInput = $true
$capture = [System.Diagnostics.Process]::Start($start)
try {
    while (-not (Connect-OProfSession -ListAvailable -ProcessId $capture.Id)) { Start-Sleep -Milliseconds 20 }

    # Once for the compiler.
    Connect-OProfSession $capture.Id | Receive-OProfEvent -Kind Sample -Wait | Select-Object -First 100 | Out-Null
    Get-OProfSession | Remove-OProfSession -Confirm:$false

    $session = Connect-OProfSession $capture.Id
    $ages = [System.Collections.Generic.List[double]]::new()
    $connected = [System.Diagnostics.Stopwatch]::GetTimestamp()
    $until = $connected + $Seconds * 1000000000
    $session | Receive-OProfEvent -Kind Sample -Wait | ForEach-Object {
        $now = [System.Diagnostics.Stopwatch]::GetTimestamp()
        if ($_.Time -gt $connected) { $ages.Add(($now - $_.Time) / 1e6) }
        if ($now -gt $until) { $capture.StandardInput.Close() }
    }

    $ages.Sort()
    [pscustomobject]@{
        Events   = $ages.Count
        MedianMs = [math]::Round($ages[$ages.Count / 2], 1)
        P99Ms    = [math]::Round($ages[[int]($ages.Count * 0.99) - 1], 1)
        MaxMs    = [math]::Round($ages[-1], 1)
        Missed   = $session.MissedCount
    }
}
finally {
    if (-not $capture.HasExited) { $capture.Kill() }
}
