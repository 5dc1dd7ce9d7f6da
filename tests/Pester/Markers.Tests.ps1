BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # Whether tracepoints may be listened to here; says why not.
    function Assert-Tracepoint {
        Assert-Capability SystemWide
        $refused = Get-ErrorOf { Get-OProfMarker sched:sched_switch }
        if ($refused) { Set-ItResult -Skipped -Because "$refused" }
    }

    function Start-QuietSession { Start-OProfSession -Frequency 99 -Event cpu-clock -WarningAction Ignore @args }
}

Describe 'Get-OProfMarker' {
    It 'lists tracepoints by wildcards, with their fields' {
        Assert-Tracepoint
        $markers = Get-OProfMarker sched:sched_sw*
        $markers.Name | Should -Contain 'sched:sched_switch'
        $markers.Name | Should -BeLike 'sched:sched_sw*'
        $switch = $markers | Where-Object Name -EQ sched:sched_switch
        $switch.Source | Should -Be Kernel
        $switch.Field | Should -Match 'prev_comm.*next_pid'
        $switch.GetFields().Name | Should -Contain 'prev_state'
        Get-OProfMarker sched:sched_switch -Source Script | Should -BeNullOrEmpty
        ($markers | ConvertTo-Json | ConvertFrom-Json).Name | Should -Be $markers.Name
    }

    It 'finds a function of a file, names the nearest of an unknown name, and completes' {
        Assert-Tracepoint
        (Get-OProfMarker uprobe:libc:malloc).Source | Should -Be UserProbe
        $missing = Get-ErrorOf { Get-OProfMarker sched:sched_swich }
        $missing.FullyQualifiedErrorId | Should -Match OProfMarkerUnknown
        "$missing" | Should -Match 'sched:sched_switch'
        (TabExpansion2 'Get-OProfMarker sched:sched_swi').CompletionMatches.CompletionText | Should -Contain 'sched:sched_switch'
        (TabExpansion2 'Add-OProfProbe -Marker raw_sys').CompletionMatches.CompletionText | Should -Contain 'raw_syscalls:sys_enter'
    }
}

Describe 'Probes' {
    BeforeEach { $folder = Join-Path $TestDrive ([guid]::NewGuid()) }
    AfterEach { Remove-AllSession }

    It 'record, count, keep statistics and measure latencies, each for itself' {
        Assert-Tracepoint
        $session = Start-QuietSession
        $record = $session | Add-OProfProbe sched:sched_process_exec
        $count = Add-OProfProbe sched:sched_process_exec -Count
        $statistic = Add-OProfProbe sched:sched_process_exec -Statistic -Field pid -By filename
        $latency = Add-OProfProbe sched:sched_process_exec -Until sched:sched_process_exit -Key pid -Filter 'filename ~ "*/true"'
        1..3 | ForEach-Object { & (Get-Command true -CommandType Application)[0].Source }
        $session | Stop-OProfSession

        $record.Action, $count.Action, $statistic.Action, $latency.Action | Should -Be Record, Count, Statistic, Latency
        $events = $session | Receive-OProfEvent -Kind Data
        $count.Hits | Should -Be $record.Hits
        @($events).Count | Should -Be $record.Hits
        $byFile = $statistic | Get-OProfProbe -Statistic | Where-Object Key -Like '*/true'
        $byFile.Count | Should -BeGreaterOrEqual 3
        $byFile.Minimum | Should -BeLessOrEqual $byFile.Mean
        $byFile.Mean | Should -BeLessOrEqual $byFile.Maximum
        $took = @($latency | Get-OProfProbe -Statistic)[0]
        $took.Count | Should -BeGreaterOrEqual 3
        $took.Minimum | Should -BeGreaterThan 0
        ($took.GetHistogram() | Measure-Object Count -Sum).Sum | Should -Be $took.Count
        @(Get-OProfProbe sched:*).Count | Should -Be 4
        @($session | Get-OProfProbe -Id $count.Id).Action | Should -Be Count
        foreach ($cpu in $session | Get-OProfStatistic) { $cpu.Lost | Should -Be 0 }
    }

    It 'are removed, refused twice, and named when they are not there' {
        Assert-Tracepoint
        $session = Start-QuietSession
        $probe = Add-OProfProbe sched:sched_switch -Count
        (Get-ErrorOf { Add-OProfProbe sched:sched_switch -Count }).FullyQualifiedErrorId | Should -Match OProfProbeBusy
        Remove-OProfProbe -Id $probe.Id
        $seen = $probe.Hits
        $probe.IsConnected | Should -BeFalse
        (Get-ErrorOf { $probe | Remove-OProfProbe }).FullyQualifiedErrorId | Should -Match OProfProbeNotFound
        (Get-ErrorOf { Remove-OProfProbe -Id 99 }).FullyQualifiedErrorId | Should -Match OProfProbeNoSuchId
        (Get-ErrorOf { Add-OProfProbe sched:nothing -Count }).FullyQualifiedErrorId | Should -Match OProfMarkerUnknown
        $refused = Get-ErrorOf { Add-OProfProbe sched:sched_switch -Filter 'nosuch == 1' }
        $refused.FullyQualifiedErrorId | Should -Match OProfMarkerFilter
        (Get-ErrorOf { Add-OProfProbe sched:sched_switch -Trigger Snapshot }).FullyQualifiedErrorId | Should -Match OProfProbeNoPath
        $session.State | Should -Be Running
        $probe.Hits | Should -Be $seen
    }

    It 'run script blocks with the fields, values taken along, and errors counted' {
        Assert-Tracepoint
        $session = Start-QuietSession
        $box = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        $probe = Add-OProfProbe sched:sched_process_exec -When { $_.filename -like '*/true' } -Action { ($using:box).Enqueue("$($_.Marker) $($_.filename)") }
        $bad = Add-OProfProbe sched:sched_process_exec -Action { throw 'not this one' }
        & (Get-Command true -CommandType Application)[0].Source
        $session | Stop-OProfSession
        "$box" | Should -Match 'sched:sched_process_exec \S+/true'
        $probe.Errors | Should -Be 0
        $bad.Errors | Should -Be $bad.Hits
        $bad.LastError | Should -Match 'not this one'
    }

    It 'stop a script block that does not end' {
        Assert-Tracepoint
        $session = Start-QuietSession
        $done = [System.Threading.ManualResetEventSlim]::new()
        $probe = Add-OProfProbe sched:sched_switch -QueueLength 4 -Action { ($using:done).Set(); while ($true) { } }
        $done.Wait(30000) | Should -BeTrue
        $probe | Remove-OProfProbe
        $session | Stop-OProfSession
        $session.Notice | Should -Not -Match 'did not end'
        $probe.Lost | Should -BeGreaterThan 0
    }

    It 'take a snapshot of a flight recorder when something happens' {
        Assert-Tracepoint
        $recorder = Start-QuietSession -Mode Overwrite -Last 10s
        $probe = Add-OProfProbe sched:sched_process_exec -When { $_.filename -like '*/true' } -Trigger Snapshot -Path $folder
        & (Get-Command true -CommandType Application)[0].Source
        while ($probe.Fired -eq 0) { $null = [System.Threading.Thread]::Yield() }
        $recorder | Stop-OProfSession
        $probe.Errors | Should -Be 0
        $hits = Import-OProfCapture $folder | Receive-OProfEvent -Kind Data
        "$($hits.Fields)" | Should -Match '/true'
    }

    It 'record from the first moment of a command with Start-OProfSession -Marker' {
        Assert-Tracepoint
        $program = (Get-Command true -CommandType Application)[0].Source
        $session = Start-OProfSession -Command $program -Event cpu-clock -Marker sched:sched_process_exit, raw_syscalls:sys_enter -WarningAction Ignore | Wait -PassThru
        $events = $session | Receive-OProfEvent -Kind Data
        $events.Name | Should -Contain 'sched:sched_process_exit'
        $events.Name | Should -Contain 'raw_syscalls:sys_enter'
    }
}

Describe 'Write-OProfMark' {
    AfterEach { Remove-AllSession }

    It 'puts marks with their values between the samples, and nothing where nobody captures' {
        Assert-Capability OwnProcess
        Write-OProfMark nobody @{ a = 1 }
        $session = New-SampleSession -Samples 100000
        Write-OProfMark phase ([ordered]@{ name = 'one'; n = 3; share = 0.5; ok = $true })
        Write-OProfMark phase ([pscustomobject]@{ name = 'two' })
        Write-OProfMark single 42
        Write-OProfMark bare -Session $session
        $session | Stop-OProfSession
        $marks = $session | Receive-OProfEvent -Kind Data
        $marks.Count | Should -Be 4
        $marks.Name | Should -Be 'mark:phase', 'mark:phase', 'mark:single', 'mark:bare'
        "$($marks[0].Fields)" | Should -Match '^name = "one", n = 3, share = 0.5, ok = True'
        "$($marks[1].Fields)" | Should -Be 'name = "two"'
        $marks[2].Fields['value'] | Should -Be 42
        $marks[3].Fields.Count | Should -Be 0
        ($marks.Time | Sort-Object) | Should -Be $marks.Time
    }

    It 'can be probed, and refuses what is no mark' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100000
        $probe = Add-OProfProbe mark:begin -Until mark:end -Key id
        foreach ($id in 1..3) { Write-OProfMark begin @{ id = $id }; Write-OProfMark end @{ id = $id } }
        (Get-ErrorOf { Write-OProfMark 'a*' }).FullyQualifiedErrorId | Should -Match OProfMarkInvalid
        $session | Stop-OProfSession
        @($probe | Get-OProfProbe -Statistic)[0].Count | Should -Be 3
        (Get-ErrorOf { Write-OProfMark late -Session $session }) | Should -Not -BeNullOrEmpty
    }
}
