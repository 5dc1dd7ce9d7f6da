BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    function New-ScriptSession([string] $Script, [string] $Name) {
        Start-OProfSession -Command sh, -c, $Script -Event cpu-clock -Frequency 4999 -ExcludeKernel -Name $Name | Wait -PassThru
    }
}

Describe 'Compare-OProfCapture' {
    AfterEach { Remove-AllSession }

    It 'says of each row which side is the baseline' {
        Assert-Capability OwnProcess
        $sessions = 'first', 'second', 'third' | ForEach-Object { New-SampleSession -Samples 100 -With @{ Name = $_ } | Wait -PassThru }
        $rows = @($sessions | Compare-OProfCapture -MinimumShare 0)
        $rows.Baseline | Sort-Object -Unique | Should -Be 'first'
        $rows.Capture | Sort-Object -Unique | Should -Be 'second', 'third'
        foreach ($capture in 'second', 'third') {
            $own = $rows | Where-Object Capture -EQ $capture
            [Math]::Round(($own | Measure-Object Share -Sum).Sum, 9) | Should -Be 1
            [Math]::Round(($own | Measure-Object BaselineShare -Sum).Sum, 9) | Should -Be 1
            ($own | Measure-Object Samples -Sum).Sum | Should -Be 100
        }
        $rows = @($sessions | Compare-OProfCapture -Baseline $sessions[2] -By Stack -MinimumShare 0)
        $rows.Baseline | Sort-Object -Unique | Should -Be 'third'
        $rows.Capture | Sort-Object -Unique | Should -Be 'first', 'second'
        foreach ($row in $rows) { $row.CallStack | Should -Match '\S' }
    }

    It 'finds what has changed' {
        Assert-Capability OwnProcess
        $before = New-ScriptSession 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done' before
        $after = New-ScriptSession 'exec ls -lR /usr/lib > /dev/null' after
        $changed = @($before, $after | Compare-OProfCapture -WithCallees | Where-Object IsSignificant)
        $changed.Count | Should -BeGreaterThan 0
        foreach ($row in $changed) {
            $row.AdjustedPValue | Should -BeLessOrEqual 0.05
            $row.PValue | Should -BeLessOrEqual $row.AdjustedPValue
            $row.Change | Should -BeIn 'Increased', 'Decreased', 'New', 'Removed'
            [Math]::Round($row.Share - $row.BaselineShare - $row.Difference, 12) | Should -Be 0
        }
        $text = $before, $after | Compare-OProfCapture | Out-String -Width 140
        $text | Should -Match 'Comparison: after with the baseline before, cpu-clock'
        $text | Should -Match 'Before\s+After\s+Points\s+Ratio\s+Chance\s+Change\s+Symbol'
        ($before, $after | Compare-OProfCapture | ConvertTo-Csv) -match 'OProf\.|System\.' | Should -BeNullOrEmpty
    }

    It 'shows only the functions asked for' {
        Assert-Capability OwnProcess
        $sessions = 1..2 | ForEach-Object { New-SampleSession -Samples 100 | Wait -PassThru }
        $rows = @($sessions | Compare-OProfCapture -MinimumShare 0)
        $one = $rows[0]
        $same = @($sessions | Compare-OProfCapture -MinimumShare 0 -Symbol $one.Symbol -Image $one.Image)
        $same.Count | Should -Be 1
        $same[0].AdjustedPValue | Should -Be $one.AdjustedPValue
    }

    It 'refuses a single capture' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 20 | Wait -PassThru
        (Get-ErrorOf { $session | Compare-OProfCapture }).FullyQualifiedErrorId | Should -BeLike 'OProfNothingToCompare,*'
        Get-OProfSession nobody* | Compare-OProfCapture | Should -BeNullOrEmpty
    }
}
