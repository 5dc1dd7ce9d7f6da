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
