BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Get-OProfEventType' {
    It 'has the events of the ABI' {
        $names = (Get-OProfEventType).Name
        'cpu-cycles', 'instructions', 'cpu-clock', 'task-clock', 'page-faults', 'context-switches' | ForEach-Object { $names | Should -Contain $_ }
    }

    It 'finds by pattern and alias' {
        (Get-OProfEventType cpu-c*).Name | Sort-Object | Should -Be 'cpu-clock', 'cpu-cycles'
        (Get-OProfEventType cycles).Name | Should -Be 'cpu-cycles'
        'cpu-clock', 'task-clock' | Get-OProfEventType | ForEach-Object Name | Should -Be 'cpu-clock', 'task-clock'
    }

    It 'gives only a kind, and only what can be sampled' {
        (Get-OProfEventType -Kind Software).Kind | Select-Object -Unique | Should -Be Software
        (Get-OProfEventType -Available).CanSample | Should -Not -Contain $false
    }

    It 'can sample the clock where a process may be sampled' {
        Assert-Capability OwnProcess
        (Get-OProfEventType cpu-clock).CanSample | Should -BeTrue
    }

    It 'says why an event is not to be had' {
        Get-OProfEventType | Where-Object CanSample -EQ $false | ForEach-Object { $_.Reason | Should -Not -BeNullOrEmpty }
    }

    It 'says that there is no such event, and which may be meant' {
        $failure = Get-ErrorOf { Get-OProfEventType cykles }
        $failure.FullyQualifiedErrorId | Should -Be 'OProfEventUnknown,OProf.PowerShell.Cmdlets.GetOProfEventType'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'cycles'
    }

    It 'leaves nothing open' {
        $before = Get-OpenPerfEventCount
        $null = Get-OProfEventType
        Get-OpenPerfEventCount | Should -Be $before
    }

    It 'prints as a table' {
        Get-OProfEventType cpu-clock | Out-String -Width 120 | Should -Match 'Name\s+Alias\s+Kind\s+CanSample\s+Description'
    }
}
