#!/usr/bin/env pwsh
<#
.SYNOPSIS
How often Compare-OProfCapture finds a function that goes from 20 % to 24 % of 5 s at 999 Hz, and how often it finds
something in two captures of the same program. Of the program alone: what the kernel does for it (switches, interrupts)
follows the machine's other load. 3.5 minutes for each of the two series of 20 pairs.
#>
param([int] $Pairs = 20, [int] $Milliseconds = 5000, [int] $From = 20, [int] $To = 24)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../OProf.psd1"
$program = Join-Path ([System.IO.Path]::GetTempPath()) "oprof-part-$PID"
gcc -O1 -fno-omit-frame-pointer -o $program "$PSScriptRoot/../Workloads/part.c"
if ($LASTEXITCODE) { throw 'gcc failed.' }

function New-Capture($percent, $name) {
    Start-OProfSession -Command $program, $percent, $Milliseconds -Event cpu-clock -Frequency 999 -ExcludeKernel -Name $name | Wait -PassThru
}

try {
    foreach ($percent in $To, $From) {
        $found = 0; $other = 0
        foreach ($pair in 1..$Pairs) {
            $before = New-Capture $From "before$pair"
            $after = New-Capture $percent "after$pair"
            $significant = @($before, $after | Compare-OProfCapture | Where-Object IsSignificant)
            if ($significant | Where-Object { $_.Symbol -eq 'measured' -and $_.Change -eq 'Increased' }) { $found++ }
            if ($significant | Where-Object Symbol -NE 'measured') { $other++ }
            $row = Compare-OProfCapture $before, $after -Symbol measured
            Write-Verbose -Verbose ('{0} % to {1} %, pair {2}: {3:P2} of {4} samples, {5:P2} of {6}, chance {7:0.0e+0}; significant: {8}' -f
                $From, $percent, $pair, $row.BaselineShare, $before.SampleCount, $row.Share, $after.SampleCount, $row.AdjustedPValue, ($significant.Symbol -join ', '))
            $before, $after | Remove-OProfSession -Confirm:$false
        }
        [pscustomobject]@{ From = $From; To = $percent; Pairs = $Pairs; MeasuredFound = $found; OthersFound = $other }
    }
}
finally {
    Remove-Item $program
}
