BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Measure-OProfSample' {
    AfterEach { Remove-AllSession }

    It 'gives shares that add up to one: by <_>' -ForEach 'Process', 'Thread', 'Image', 'Symbol', 'Cpu', 'Mode', 'Event' {
        Assert-Capability OwnProcess
        $rows = @(New-SampleSession -Samples 300 | Wait | Measure-OProfSample -By $_)
        ($rows | Measure-Object Samples -Sum).Sum | Should -Be 300
        [Math]::Round(($rows | Measure-Object Share -Sum).Sum, 9) | Should -Be 1
        foreach ($row in $rows) { $row.Total | Should -BeGreaterOrEqual $row.Share }
    }

    It 'gives the same from a session as from its samples' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 | Wait -PassThru
        $direct = $session | Measure-OProfSample -WarningAction Ignore | ConvertTo-Csv
        $piped = $session | Get-OProfSample | Measure-OProfSample | ConvertTo-Csv
        $piped | Should -Be $direct
        Measure-OProfSample -Id $session.Id -WarningAction Ignore | ConvertTo-Csv | Should -Be $direct
    }

    It 'puts the largest share first' {
        Assert-Capability OwnProcess
        $shares = (New-SampleSession -Samples 300 | Wait | Measure-OProfSample).Share
        $shares | Should -Be ($shares | Sort-Object -Descending)
    }

    It 'measures nothing from nothing' {
        Get-OProfSession nobody* | Measure-OProfSample | Should -BeNullOrEmpty
    }

    It 'prints as a table with percentages: by <By>' -ForEach @(
        @{ By = 'Symbol'; Columns = 'Samples\s+Share\s+Total\s+Symbol\s+Image' }
        @{ By = 'Process'; Columns = 'Samples\s+Share\s+Total\s+ProcessId\s+Command' }
        @{ By = 'Image'; Columns = 'Samples\s+Share\s+Total\s+Image' }
        @{ By = 'Process', 'Symbol'; Columns = 'Samples\s+Share\s+Total\s+Key' }
    ) {
        Assert-Capability OwnProcess
        $text = New-SampleSession -Samples 50 | Wait | Measure-OProfSample -By $By | Out-String -Width 120
        $text | Should -Match $Columns
        $text | Should -Match '\d+\.\d\d%'
    }

    It 'offers the keys' {
        (TabExpansion2 'Measure-OProfSample -By S').CompletionMatches.CompletionText | Should -Be 'Symbol'
    }

    It 'refuses a key that is none' {
        (Get-ErrorOf { Measure-OProfSample -By Colour }).FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgumentNoMessage*'
    }
}

Describe 'Measure-OProfSample -OffCpu' {
    BeforeAll {
        if ((Test-OProfEnvironment OwnProcess).Allowed) {
            # Two sleeps, and CPU time in between.
            $script:slept = Start-OProfSession -Event cpu-clock -OffCpu -Command sh, -c, 'sleep 0.2; i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; sleep 0.2' |
                Wait -PassThru -WarningAction Ignore
        }
    }
    AfterAll { Remove-AllSession }
    BeforeEach { Assert-Capability OwnProcess }

    It 'gives the time, how often and why' {
        $rows = @($slept | Measure-OProfSample -OffCpu -By Process, Reason -WarningAction Ignore)
        $sleeps = @($rows | Where-Object { $_.Command -eq 'sleep' -and $_.Reason -eq 'Blocked' })
        $sleeps.Count | Should -Be 2
        foreach ($sleep in $sleeps) {
            $sleep.Time | Should -BeGreaterOrEqual 200000000
            $sleep.Count | Should -BeGreaterOrEqual 1
        }
        $shell = $rows | Where-Object { $_.Command -eq 'sh' -and $_.Reason -eq 'Blocked' }
        $shell.Time | Should -BeGreaterOrEqual 400000000
        [Math]::Round(($rows | Measure-Object Share -Sum).Sum, 9) | Should -Be 1
    }

    It 'is by process, reason and function where nothing else is said' {
        $rows = @($slept | Measure-OProfSample -OffCpu -WarningAction Ignore)
        foreach ($value in $rows[0].ProcessId, $rows[0].Reason, $rows[0].Symbol) { "$value" | Should -Not -BeNullOrEmpty }
        foreach ($value in $rows[0].ThreadId, $rows[0].Cpu, $rows[0].Mode) { $value | Should -BeNullOrEmpty }
        $rows.Time | Should -Be ($rows.Time | Sort-Object -Descending)
    }

    It 'gives the same from samples, and nothing of the time on the CPU' {
        $direct = $slept | Measure-OProfSample -OffCpu -By Thread, Symbol -WarningAction Ignore | ConvertTo-Csv
        $slept | Get-OProfSample | Measure-OProfSample -OffCpu -By Thread, Symbol -WarningAction Ignore | ConvertTo-Csv | Should -Be $direct
        $times = $slept | Get-OProfSample | Where-Object Event -Like off-cpu-* | Measure-Object Period -Sum
        ($slept | Measure-OProfSample -OffCpu -By Reason | Measure-Object Time -Sum).Sum | Should -Be $times.Sum
        ($slept | Measure-OProfSample -By Event).Event | Should -Be 'cpu-clock'
    }

    It 'prints as a table: by <By>' -ForEach @(
        @{ By = $null; Columns = 'Seconds\s+Count\s+Share\s+Total\s+Reason\s+Key' }
        @{ By = 'Reason'; Columns = 'Seconds\s+Count\s+Share\s+Total\s+Reason' }
        @{ By = 'Symbol'; Columns = 'Seconds\s+Count\s+Share\s+Total\s+Symbol\s+Image' }
        @{ By = 'Thread'; Columns = 'Seconds\s+Count\s+Share\s+Total\s+ProcessId\s+ThreadId\s+Command' }
    ) {
        $keys = if ($By) { @{ By = $By } } else { @{} }
        $text = $slept | Measure-OProfSample -OffCpu -WarningAction Ignore @keys | Out-String -Width 120
        $text | Should -Match $Columns
        $text | Should -Match '\d+\.\d{6}\s+\d+\s+\d+\.\d\d%'
    }

    It 'is in a recording as well' {
        $folder = Join-Path $TestDrive recording
        $live = Start-OProfSession -Event cpu-clock -OffCpu -Path $folder -Command sleep, 0.1 | Wait -PassThru -WarningAction Ignore
        $expected = $live | Measure-OProfSample -OffCpu -WarningAction Ignore | ConvertTo-Csv
        $expected.Count | Should -BeGreaterThan 1
        Import-OProfCapture $folder | Measure-OProfSample -OffCpu -WarningAction Ignore | ConvertTo-Csv | Should -Be $expected
    }

    It 'says when none was taken' {
        $warnings = $null
        New-SampleSession -Samples 10 | Wait -PassThru | Measure-OProfSample -OffCpu -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike '*No time off the CPU was taken; Start-OProfSession -OffCpu takes it.*'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'the event as a key'; Script = { Measure-OProfSample -OffCpu -By Event } }
        @{ Name = 'a reason without it'; Script = { Measure-OProfSample -By Reason } }
        @{ Name = 'only some CPUs'; Script = { Start-OProfSession -OffCpu -Cpu 0 } }
    ) {
        (Get-ErrorOf $Script).FullyQualifiedErrorId | Should -BeLike 'OProfOptionInvalid,*'
    }
}
