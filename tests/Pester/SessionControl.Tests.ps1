BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Get-OProfSession' {
    AfterEach { Remove-AllSession }

    It 'gives sessions by name, id and state' {
        Assert-Capability SystemWide
        $one = Start-OProfSession -Name alpha -Event cpu-clock
        $two = Start-OProfSession -Name beta -Event cpu-clock
        $two | Stop-OProfSession
        (Get-OProfSession).Id | Should -Be $one.Id, $two.Id
        (Get-OProfSession al*).Id | Should -Be $one.Id
        (Get-OProfSession -Id $two.Id).Name | Should -Be beta
        (Get-OProfSession -State Stopped).Name | Should -Be beta
        [object]::ReferenceEquals((Get-OProfSession alpha), $one) | Should -BeTrue
    }

    It 'says which session there is not' {
        (Get-ErrorOf { Get-OProfSession nobody }).FullyQualifiedErrorId | Should -Be 'OProfSessionNotFound,OProf.PowerShell.Cmdlets.GetOProfSession'
        $failure = Get-ErrorOf { Get-OProfSession -Id 999999 }
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        $failure.TargetObject | Should -Be 999999
        Get-OProfSession nobody* | Should -BeNullOrEmpty
    }

    It 'completes names and ids' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Name 'two words' -Event cpu-clock
        (TabExpansion2 'Get-OProfSession -Name two').CompletionMatches.CompletionText | Should -Be "'two words'"
        $id = (TabExpansion2 'Stop-OProfSession -Id ').CompletionMatches
        $id.CompletionText | Should -Be "$($session.Id)"
        $id.ToolTip | Should -Match 'two words'
    }
}

Describe 'Stop-OProfSession' {
    AfterEach { Remove-AllSession }

    It 'ends a capture and keeps what it has' {
        Assert-Capability SystemWide
        $before = Get-OpenPerfEventCount
        $session = Start-OProfSession -Event cpu-clock
        Get-OpenPerfEventCount | Should -BeGreaterThan $before
        $session | Stop-OProfSession
        $session.State | Should -Be Stopped
        $session.EndReason | Should -Be Stopped
        Get-OpenPerfEventCount | Should -Be $before
        @(Get-OProfSession).Count | Should -Be 1
        { $session | Stop-OProfSession } | Should -Not -Throw
    }

    It 'takes an id or an object by position, and a name' {
        Assert-Capability SystemWide
        $one, $two, $three = 'a', 'b', 'c' | ForEach-Object { Start-OProfSession -Name $_ -Event cpu-clock }
        Stop-OProfSession $one.Id
        Stop-OProfSession $two
        Stop-OProfSession -Name c
        $one.State, $two.State, $three.State | Should -Be 'Stopped', 'Stopped', 'Stopped'
    }

    It 'does nothing with -WhatIf' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock
        $session | Stop-OProfSession -WhatIf
        $session.State | Should -Be Running
    }

    It 'is also a method of the session' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock
        $session.Stop()
        $session.State | Should -Be Stopped
    }
}

Describe 'Suspend-OProfSession and Resume-OProfSession' {
    AfterEach { Remove-AllSession }

    It 'pause a capture and let it go on' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock
        ($session | Suspend-OProfSession -PassThru).State | Should -Be Suspended
        $elapsed = $session.Elapsed
        $session.Elapsed | Should -Be $elapsed
        ($session | Resume-OProfSession -PassThru).State | Should -Be Running
    }

    It 'say that a session has ended' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock
        $session | Stop-OProfSession
        foreach ($failure in (Get-ErrorOf { $session | Suspend-OProfSession }), (Get-ErrorOf { $session | Resume-OProfSession })) {
            $failure.CategoryInfo.Category | Should -Be InvalidOperation
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProf*'
        }
    }
}

Describe 'Remove-OProfSession' {
    AfterEach { Remove-AllSession }

    It 'ends a session and forgets it' {
        Assert-Capability SystemWide
        $before = Get-OpenPerfEventCount
        $session = Start-OProfSession -Event cpu-clock
        $session | Remove-OProfSession
        Get-OProfSession | Should -BeNullOrEmpty
        Get-OpenPerfEventCount | Should -Be $before
    }

    It 'does nothing with -WhatIf' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock
        $session | Remove-OProfSession -WhatIf
        $session.State | Should -Be Running
        @(Get-OProfSession).Count | Should -Be 1
    }
}
