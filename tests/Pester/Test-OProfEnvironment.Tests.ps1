BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Test-OProfEnvironment' {
    It 'has a row for each capability' {
        (Test-OProfEnvironment).Name | Should -Be ((Get-Command Test-OProfEnvironment).Parameters['Capability'].ParameterType.GetElementType().GetEnumNames())
    }

    It 'says for each which setting decides and its value, and the remedy for what is not allowed' {
        foreach ($row in Test-OProfEnvironment) {
            $row.Setting | Should -Not -BeNullOrEmpty
            $row.Value | Should -Not -BeNullOrEmpty
            [bool] $row.Remedy | Should -Be (-not $row.Allowed)
        }
    }

    It 'says the value that the kernel has' {
        $row = Test-OProfEnvironment SystemWide
        $row.Setting | Should -Be 'kernel.perf_event_paranoid'
        $row.Value | Should -Be (Get-Content /proc/sys/kernel/perf_event_paranoid)
    }

    It 'gives true or false with -Quiet' {
        Test-OProfEnvironment SystemWide -Quiet | Should -Be (Test-OProfEnvironment SystemWide).Allowed
        Test-OProfEnvironment -Quiet | Should -Be ((Test-OProfEnvironment).Allowed -notcontains $false)
    }

    It 'offers the capabilities' {
        (TabExpansion2 'Test-OProfEnvironment -Capability Sys').CompletionMatches.CompletionText | Should -Be 'SystemWide'
    }

    It 'prints as a table' {
        Test-OProfEnvironment | Out-String -Width 140 | Should -Match 'Name\s+Allowed\s+Why, and the remedy'
    }

    It 'leaves nothing open' {
        $before = Get-OpenPerfEventCount
        $null = Test-OProfEnvironment
        Get-OpenPerfEventCount | Should -Be $before
    }
}
