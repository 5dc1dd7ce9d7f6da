BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Measure-OProfSample' {
    AfterEach { Remove-AllSession }

    It 'gives shares that add up to one: by <_>' -ForEach 'Process', 'Thread', 'Image', 'Symbol', 'Cpu', 'Mode', 'Event', 'Cgroup' {
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

    It 'shows only the rows asked for' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 | Wait -PassThru
        $rows = @($session | Measure-OProfSample -By Process, Image -WarningAction Ignore)
        $kernel = @($session | Measure-OProfSample -By Process, Image -Image '`[kernel*' -WarningAction Ignore)
        $kernel.Count | Should -BeLessOrEqual $rows.Count
        foreach ($row in $kernel) { $row.Image | Should -Be '[kernel.kallsyms]' }
        @($session | Measure-OProfSample -By Process -ProcessName nobody* -WarningAction Ignore).Count | Should -Be 0
        @($session | Measure-OProfSample -By Process -ProcessName sh -WarningAction Ignore).Count | Should -Be 1
    }

    It 'puts samples together by slices of time, lines and addresses' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 1000 | Wait -PassThru
        $slices = @($session | Measure-OProfSample -By Time -Interval 50ms)
        $slices.Count | Should -BeGreaterThan 2
        ($slices | Measure-Object Samples -Sum).Sum | Should -Be 1000
        foreach ($slice in $slices) { $slice.Time % 50000000 | Should -Be 0 }
        $slices.Time | Should -Be ($slices.Time | Sort-Object)
        ($session | Measure-OProfSample -By Line -WarningAction Ignore | Measure-Object Samples -Sum).Sum | Should -Be 1000
        ($session | Measure-OProfSample -By Address -WarningAction Ignore | Measure-Object Samples -Sum).Sum | Should -Be 1000
        ($session | Measure-OProfSample -By Address -WarningAction Ignore | Out-String) | Should -Match 'Address\s+Symbol\s+Image'
        ($slices | Out-String) | Should -Match 'Samples\s+Share\s+Total\s+Seconds'
    }

    It 'puts samples together by control group' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 | Wait -PassThru -WarningVariable said -WarningAction Ignore
        if ($said -match 'CONFIG_CGROUP_PERF') { Set-ItResult -Skipped -Because "$said"; return }

        # The command's group is that of who starts it, in the hierarchy that perf events know.
        $own = Get-Content /proc/self/cgroup
        $own = @($own -match '^\d+:([^:]*,)?perf_event(,[^:]*)?:') + @($own -match '^0::') | Select-Object -First 1
        $path = $own -replace '^\d+:[^:]*:'
        $rows = @($session | Measure-OProfSample -By Cgroup -WarningVariable warned -WarningAction Ignore)
        $warned | Should -BeNullOrEmpty
        $rows.Count | Should -Be 1
        $rows[0].Samples | Should -Be 300

        # A group that the hierarchy's folders do not show is a number.
        $rows[0].Cgroup | Should -Match ('^({0}|\[cgroup \d+\])$' -f [regex]::Escape($path))
        ($rows | Out-String) | Should -Match 'Samples\s+Share\s+Total\s+Cgroup'
        $session | Get-OProfSample | ForEach-Object Cgroup | Sort-Object -Unique | Should -Be $rows[0].Cgroup
        ($session | Receive-OProfEvent -Kind Sample | Select-Object -First 1).Cgroup | Should -Be $rows[0].Cgroup
        @($session | Measure-OProfSample -By Cgroup -Cgroup '/nobody*').Count | Should -Be 0
        $several = @($session | Measure-OProfSample -By Cgroup, Process -Cgroup $rows[0].Cgroup)
        ($several | Measure-Object Samples -Sum).Sum | Should -Be 300
        ($several | Out-String) | Should -Match ([regex]::Escape("$($rows[0].Cgroup), "))
    }

    It 'says where a capture does not tell control groups' {
        $file = Join-Path $TestDrive stacks.folded
        'a;b 3', 'a;c 4' | Set-Content $file
        $rows = @(Import-OProfCapture $file -WarningAction Ignore | Measure-OProfSample -By Cgroup -WarningVariable said -WarningAction Ignore)
        $rows.Cgroup | Should -Be '[unknown]'
        "$said" | Should -Match '--all-cgroups'
        Import-OProfCapture $file -WarningAction Ignore | Get-OProfSample | Where-Object { $null -ne $_.Cgroup } | Should -BeNullOrEmpty
    }

    It 'offers the keys' {
        (TabExpansion2 'Measure-OProfSample -By S').CompletionMatches.CompletionText | Should -Be 'Symbol'
        (TabExpansion2 'Measure-OProfSample -By Cg').CompletionMatches.CompletionText | Should -Be 'Cgroup'
    }

    It 'refuses a key that is none' {
        (Get-ErrorOf { Measure-OProfSample -By Colour }).FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgumentNoMessage*'
    }
}

Describe 'Measure-OProfSample of several events' {
    BeforeAll {
        if ((Test-OProfEnvironment OwnProcess).Allowed) {
            $script:several = Start-OProfSession -Event cpu-clock, page-faults -Command sh, -c, 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; ls -R /usr/share/doc > /dev/null' |
                Wait -PassThru -WarningAction Ignore
        }
    }
    AfterAll { Remove-AllSession }
    BeforeEach { Assert-Capability OwnProcess }

    It 'has columns for each event' {
        $rows = @($several | Measure-OProfSample -By Image -WarningAction Ignore)
        $events = $several | Measure-OProfSample -By Event -WarningAction Ignore
        foreach ($name in 'CpuClock', 'PageFaults') {
            [Math]::Round(($rows | Measure-Object "${name}Share" -Sum).Sum, 9) | Should -Be 1
            $all = $events | Where-Object { $_.Event.Replace('-', '') -like "$name*" }
            ($rows | Measure-Object "${name}Samples" -Sum).Sum | Should -Be $all.Samples
            ($rows | Measure-Object "${name}Period" -Sum).Sum | Should -Be $all.Period
        }
        $rows[0].Event | Should -BeLike 'cpu-clock*'
        $rows[0].Share | Should -Be $rows[0].CpuClockShare
        $rows.CpuClockShare | Should -Be ($rows.CpuClockShare | Sort-Object -Descending)
        @($rows.Image | Sort-Object -Unique).Count | Should -Be $rows.Count
    }

    It 'has the same columns on each row and in each session' {
        $lines = $several | Measure-OProfSample -By Symbol -WarningAction Ignore | ConvertTo-Csv
        foreach ($column in 'Samples', 'Period', 'TotalSamples', 'Share', 'Total') {
            foreach ($prefix in 'CpuClock', 'PageFaults') { $lines[0] | Should -Match "`"$prefix$column`"" }
        }
        ($several | Get-OProfSample | Measure-OProfSample -By Symbol -WarningAction Ignore | ConvertTo-Csv) | Should -Be $lines
        ($lines | Select-Object -Skip 1) -match 'OProf\.' | Should -BeNullOrEmpty
    }

    It 'has rows for each event where that is a key: with <_>' -ForEach 'Cpu', 'Time', 'Process', 'Image' {
        $rows = @($several | Measure-OProfSample -By Event, $_ -WarningAction Ignore)
        @($rows.Event | Sort-Object -Unique).Count | Should -Be 2
        foreach ($group in $rows | Group-Object Event) { [Math]::Round(($group.Group | Measure-Object Share -Sum).Sum, 9) | Should -Be 1 }
        ($rows | Measure-Object Samples -Sum).Sum | Should -Be $several.SampleCount
        $rows[0].PSObject.Properties.Name | Should -Not -Contain 'CpuClockShare'
    }

    It 'prints the share of each' {
        $text = $several | Measure-OProfSample -By Image -WarningAction Ignore | Out-String -Width 140
        $text | Should -Match 'Events: cpu-clock\S* \([\d,]+\), page-faults\S* \([\d,]+\)'
        $text | Should -Match 'Share of each\s+Ratios\s+Key'
        $text | Should -Match '\d+\.\d\d%\s+\d+\.\d\d%'
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
        @{ By = 'Cgroup'; Columns = 'Seconds\s+Count\s+Share\s+Total\s+Cgroup' }
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
