BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Watch-OProfSession' {
    AfterEach { Remove-AllSession }

    It 'gives rows by <_> as objects' -ForEach 'Symbol', 'Process', 'Thread', 'Image' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100000000
        $rows = @($session | Watch-OProfSession -By $_ -Interval 0.1 -Count 2 -WarningAction Ignore)
        $rows.Refresh | Sort-Object -Unique | Should -Be 1, 2
        foreach ($refresh in $rows | Group-Object Refresh) {
            [Math]::Round(($refresh.Group | Measure-Object OverallShare -Sum).Sum, 9) | Should -BeLessOrEqual 1
            ($refresh.Group | Measure-Object OverallSamples -Sum).Sum | Should -BeGreaterOrEqual ($refresh.Group | Measure-Object Samples -Sum).Sum
        }
        $session.State | Should -Be Running
        switch ($_) {
            Process { $rows[0].Command | Should -Be 'sh'; $rows[0].ProcessId | Should -Be $session.ProcessId }
            Thread { $rows[0].ThreadId | Should -Be $session.ProcessId }
            Image { $rows[0].Image | Should -Not -BeNullOrEmpty; $rows[0].Symbol | Should -BeNullOrEmpty }
            Symbol { $rows[0].Symbol | Should -Not -BeNullOrEmpty }
        }
    }

    It 'ends with its session, and has all of its samples by then' {
        Assert-Capability OwnProcess
        $rows = @(New-SampleSession -Samples 2000 | Watch-OProfSession -By Process -Interval 0.1 -WarningAction Ignore)
        $rows[-1].OverallSamples | Should -Be 2000
        ($rows | Measure-Object Samples -Sum).Sum | Should -BeLessOrEqual 2000
        $rows.Refresh | Should -Be (1..$rows.Count)
        (Get-OProfSession).State | Should -Be Stopped
    }

    It 'shows one that has ended once, whole' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 200 | Wait -PassThru
        $rows = @($session | Watch-OProfSession -First 100)
        $rows.Refresh | Sort-Object -Unique | Should -Be 1
        ($rows | Measure-Object Samples -Sum).Sum | Should -Be 200
        $expected = $session | Measure-OProfSample -SelfOnly -WarningAction Ignore | Sort-Object Symbol, Image
        ($rows | Sort-Object Symbol, Image | Select-Object Symbol, Image, Samples, Share | ConvertTo-Csv) |
            Should -Be ($expected | Select-Object Symbol, Image, Samples, Share | ConvertTo-Csv)
    }

    It 'takes the newest that runs where none is given' {
        Assert-Capability OwnProcess
        $null = New-SampleSession -Samples 100000000 -With @{ Name = 'older' }
        $null = New-SampleSession -Samples 100000000 -With @{ Name = 'newer' }
        $null = New-SampleSession -Samples 10 -With @{ Name = 'ended' } | Wait -PassThru
        (Watch-OProfSession -Count 1 -Interval 0.2 -WarningAction Ignore)[0].Session | Should -Be 'newer'
    }

    It 'starts one of the whole system where there is none, and takes it away' {
        Assert-Capability SystemWide
        $rows = @(Watch-OProfSession -Event cpu-clock -Count 2 -Interval 0.3 -First 3 -By Process -WarningAction Ignore)
        $rows.Count | Should -BeGreaterThan 0
        $rows.Count | Should -BeLessOrEqual 6
        Get-OProfSession | Should -BeNullOrEmpty
        Get-OpenPerfEventCount | Should -Be 0
    }

    It 'takes it away when the pipeline is left' {
        Assert-Capability SystemWide
        $first = Watch-OProfSession -Event cpu-clock -Interval 0.1 -By Process -WarningAction Ignore | Select-Object -First 1
        $first.Refresh | Should -BeGreaterOrEqual 1
        Get-OProfSession | Should -BeNullOrEmpty
        Get-OpenPerfEventCount | Should -Be 0
        Get-EngineThread | Should -BeNullOrEmpty
    }

    It 'takes it away when it is stopped' {
        Assert-Capability SystemWide
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$Manifest'; Watch-OProfSession -Event cpu-clock -Interval 0.1 -WarningAction Ignore")
            $running = $shell.BeginInvoke()
            while (-not ($session = Get-OProfSession | Where-Object SampleCount) -and -not $running.IsCompleted) { Start-Sleep -Milliseconds 20 }
            $shell.Streams.Error.Count | Should -Be 0
            Get-OpenPerfEventCount | Should -BeGreaterThan 0
            $shell.Stop()
            $shell.InvocationStateInfo.State | Should -Be Stopped
            $session.State | Should -Be Stopped
            Get-OProfSession | Should -BeNullOrEmpty
            Get-OpenPerfEventCount | Should -Be 0
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'counts the hits of markers' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100000000
        $null = 1..7 | ForEach-Object { Write-OProfMark seven -Session $session }
        Write-OProfMark one -Session $session
        $session | Stop-OProfSession -Confirm:$false
        $rows = @($session | Watch-OProfSession -By Marker -WarningAction Ignore)
        $rows.Marker | Should -Be 'mark:seven', 'mark:one'
        $rows.Samples | Should -Be 7, 1
        $rows[0].Share | Should -Be 0.875
    }

    It 'looks at one event of several' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 500 -With @{ Event = 'cpu-clock', 'task-clock' } | Wait -PassThru
        ($session | Watch-OProfSession -By Process).Event | Should -Be 'cpu-clock', 'task-clock'
        ($session | Watch-OProfSession -By Process -Event task-clock).Event | Should -Be 'task-clock'
    }

    It 'prints each refresh as a table with what was lost' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 50 | Wait -PassThru
        $text = $session | Watch-OProfSession | Out-String -Width 140
        $text | Should -Match "Refresh: $($session.Name): command: sh"
        $text | Should -Match '0 records lost, 0 in all'
        $text | Should -Match 'Share\s+Overall\s+Samples\s+Event\s+Symbol\s+Image'
        $text | Should -Not -Match "`e"
    }

    It 'writes no control sequences where its output is no terminal' {
        Assert-Capability OwnProcess
        $code = "Import-Module '$Manifest'; Start-OProfSession -Event cpu-clock -MaxSample 50 -Command sh, -c, 'while :; do :; done' | Watch-OProfSession"
        $text = pwsh -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; $code" | Out-String
        $text | Should -Match 'Refresh: OProf1'
        $text | Should -Not -Match "`e"
    }

    It 'draws over the last refresh at a terminal' {
        Assert-Capability OwnProcess
        if (-not (Get-Command script -CommandType Application -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'there is no script(1) here, which makes a terminal'
            return
        }
        $file = Join-Path $TestDrive watch.ps1
        Set-Content $file "Import-Module '$Manifest'; `$session = Start-OProfSession -Event cpu-clock -Command sh, -c, 'while :; do :; done' -WarningAction Ignore"
        $typed = Join-Path $TestDrive typed
        Set-Content $typed "pwsh -NoProfile -NonInteractive -Command '. $file; Watch-OProfSession -Interval 0.2 -Count 3; `$session | Remove-OProfSession -Confirm:`$false'"
        $text = script -q -e -c "TERM=xterm sh $typed" /dev/null | Out-String
        ([regex]::Matches($text, "`e\[\d+A")).Count | Should -Be 2
        ([regex]::Matches($text, 'records lost')).Count | Should -Be 3
        $text | Should -Match 'Share Overall\s+Samples  Symbol \(Image\)'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an interval that nobody can look at'; Id = 'OProfOptionInvalid,*'; Script = { Watch-OProfSession -Interval 0.01 } }
        @{ Name = 'no refresh at all'; Id = 'ParameterArgumentValidationError,*'; Script = { Watch-OProfSession -Count 0 } }
        @{ Name = 'markers of no session'; Id = 'OProfSessionNotFound,*'; Script = { Watch-OProfSession -By Marker } }
        @{ Name = 'a session that is none'; Id = 'OProfSessionNotFound,*'; Script = { Watch-OProfSession -Id 123456 } }
    ) {
        (Get-ErrorOf $Script).FullyQualifiedErrorId | Should -BeLike $Id
    }

    It 'watches nothing of nothing' {
        Get-OProfSession nobody* | Watch-OProfSession | Should -BeNullOrEmpty
        Get-OpenPerfEventCount | Should -Be 0
    }

    It 'offers the keys' {
        (TabExpansion2 'Watch-OProfSession -By M').CompletionMatches.CompletionText | Should -Be 'Marker'
    }
}
