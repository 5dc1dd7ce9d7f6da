BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"
}

Describe 'Receive-OProfEvent' {
    AfterEach { Remove-AllSession }

    It 'emits the stream in its order: a CPU and a task are said before their samples' {
        Assert-Capability OwnProcess
        $events = New-SampleSession -Samples 100 | Wait -PassThru | Receive-OProfEvent
        $kinds = @($events.Kind)
        $kinds | Should -Contain 'CpuSwitch'
        $kinds | Should -Contain 'ContextSwitch'
        $kinds | Should -Contain 'ModeSwitch'
        $kinds.IndexOf([object] $kinds[0]) | Should -Be 0
        $kinds[0] | Should -Be 'CpuSwitch'
        @($events | Where-Object Kind -EQ Sample).Count | Should -Be 100
    }

    It 'emits only the kinds that were asked for' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100 | Wait -PassThru
        $session | Receive-OProfEvent -Kind CookieSwitch, CpuSwitch | ForEach-Object { $_.Kind | Should -BeIn 'CookieSwitch', 'CpuSwitch' }
        @($session | Receive-OProfEvent -Kind Sample).Count | Should -Be 100
    }

    It 'begins at the beginning each time' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 50 | Wait -PassThru
        @($session | Receive-OProfEvent).Count | Should -Be @($session | Receive-OProfEvent).Count
    }

    It 'follows a session to its end' {
        Assert-Capability OwnProcess
        $samples = New-SampleSession -Samples 200 | Receive-OProfEvent -Kind Sample -Wait
        $samples.Count | Should -Be 200
    }

    It 'ends the session that was started for it when the pipeline has enough' {
        Assert-Capability SystemWide
        $before = Get-OpenPerfEventCount
        $first = Start-OProfSession -Name short -Event cpu-clock -Frequency 4999 | Receive-OProfEvent -Wait | Select-Object -First 3
        @($first).Count | Should -Be 3
        (Get-OProfSession short).EndReason | Should -Be PipelineEnded
        Get-OpenPerfEventCount | Should -Be $before
    }

    It 'lets a session of a variable go on when the pipeline has enough' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock -Frequency 4999
        $session | Receive-OProfEvent -Wait | Select-Object -First 3 | Out-Null
        $session.State | Should -Be Running
    }

    It 'gives samples that can be measured' {
        Assert-Capability OwnProcess
        $rows = New-SampleSession -Samples 100 | Wait -PassThru | Receive-OProfEvent -Kind Sample, CpuSwitch | Measure-OProfSample -By Event
        $rows.Samples | Should -Be 100
    }

    It 'prints as one table whatever the kinds, and exports to CSV' {
        Assert-Capability OwnProcess
        $events = New-SampleSession -Samples 50 | Wait -PassThru | Receive-OProfEvent
        $text = $events | Select-Object -First 20 | Out-String -Width 140
        [regex]::Matches($text, 'Time\s+Kind\s+Cpu\s+ProcessId\s+Command\s+Detail').Count | Should -Be 1
        $events | ConvertTo-Csv | Should -Not -Match '"(System|OProf)\.'
    }

    It 'offers the kinds' {
        (TabExpansion2 'Receive-OProfEvent -Kind C').CompletionMatches.CompletionText | Should -Be @('ContextSwitch', 'CookieSwitch', 'CpuSwitch')
    }

    It 'refuses a kind that is none' {
        (Get-ErrorOf { Receive-OProfEvent -Kind Nonsense }).FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgumentNoMessage*'
    }
}
