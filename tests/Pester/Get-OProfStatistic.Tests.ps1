BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Get-OProfStatistic' {
    AfterEach { Remove-AllSession }

    It 'adds up, for each CPU and in total' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Duration 0.3 -Event cpu-clock | Wait -PassThru
        $rows = @($session | Get-OProfStatistic)
        $rows.Count | Should -Be ([Environment]::ProcessorCount + 1)
        foreach ($row in $rows) {
            $row.Balanced | Should -BeTrue
            $row.Received | Should -Be ($row.Delivered + $row.Applied + $row.Skipped + $row.Lost)
        }
        $total = $rows[-1]
        $total.Cpu | Should -BeNullOrEmpty
        $total.Delivered | Should -Be $session.SampleCount
        $total.Received | Should -Be (($rows | Select-Object -SkipLast 1 | Measure-Object Received -Sum).Sum)
    }

    It 'has a column for each cause, and these make up what was lost' {
        Assert-Capability OwnProcess
        $total = New-SampleSession -Samples 100 | Wait -PassThru | Get-OProfStatistic -Total
        @($total).Count | Should -Be 1
        $lossCause = $total.GetType().Assembly.GetType('OProf.PowerShell.Objects.OProfEvent').GetProperty('LossCause').PropertyType.GenericTypeArguments[0]
        $causes = $lossCause.GetEnumNames()
        ($causes | ForEach-Object { $total.$_ } | Measure-Object -Sum).Sum | Should -Be $total.Lost
    }

    It 'prints as a table' {
        Assert-Capability OwnProcess
        New-SampleSession -Samples 10 | Wait -PassThru | Get-OProfStatistic | Out-String -Width 140 |
            Should -Match 'Cpu\s+Received\s+Delivered\s+Applied\s+Lost\s+Switches\s+Throttled\s+Late\s+Balanced'
    }
}
