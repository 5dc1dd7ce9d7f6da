BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Get-OProfCallTree' {
    AfterEach { Remove-AllSession }

    It 'has roots that add up to all, and nodes before what is below them' {
        Assert-Capability OwnProcess
        $nodes = @(New-SampleSession -Samples 300 | Wait -PassThru | Get-OProfCallTree -MinimumShare 0)
        $roots = $nodes | Where-Object Depth -EQ 0
        ($roots | Measure-Object TotalSamples -Sum).Sum | Should -Be 300
        [Math]::Round(($roots | Measure-Object Total -Sum).Sum, 9) | Should -Be 1
        ($nodes | Measure-Object SelfSamples -Sum).Sum | Should -Be 300
        $expected = [System.Collections.Generic.List[object]]::new()
        $add = { param($node) $expected.Add($node); foreach ($child in $node.Children) { & $add $child } }
        foreach ($root in $roots) { & $add $root }
        $nodes.Count | Should -Be $expected.Count
        for ($i = 0; $i -lt $nodes.Count; $i++) { [object]::ReferenceEquals($nodes[$i].psobject.BaseObject, $expected[$i].psobject.BaseObject) | Should -BeTrue }
    }

    It 'agrees with Measure-OProfSample on what a function took' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 | Wait -PassThru
        $row = $session | Measure-OProfSample -By Symbol -WarningAction Ignore | Where-Object Symbol -NE '[unknown]' | Sort-Object TotalSamples -Descending | Select-Object -First 1
        $root = $session | Get-OProfCallTree -Symbol $row.Symbol -MinimumShare 0 -Depth 0 | Where-Object Image -EQ $row.Image
        $root.TotalSamples | Should -Be $row.TotalSamples
        $root.Total | Should -Be $row.Total
        $callers = $session | Get-OProfCallTree -Caller -MinimumShare 0 -Depth 0 -ProcessId $session.Command.ProcessId
        ($callers | Measure-Object TotalSamples -Sum).Sum | Should -Be 300
    }

    It 'says which function there is none of' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 20 | Wait -PassThru
        $problem = Get-ErrorOf { $session | Get-OProfCallTree -Symbol nonesuch* }
        $problem.FullyQualifiedErrorId | Should -BeLike 'OProfSymbolNotFound,*'
        $problem.TargetObject | Should -Be 'nonesuch*'
    }

    It 'prints as a tree and exports without a type name' {
        Assert-Capability OwnProcess
        $session = Start-OProfSession -Command sh, -c, 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; ls -R /usr/lib > /dev/null' -Event cpu-clock -Frequency 4999 | Wait -PassThru
        $text = $session | Get-OProfCallTree -MinimumShare 0 | Out-String -Width 160
        $text | Should -Match 'Tree: cpu-clock'
        $text | Should -Match 'Total\s+Self\s+Samples\s+Symbol'
        $text | Should -Match '%\s+[\d,]+ [└├]─\S+ \('
        ($session | Get-OProfCallTree | ConvertTo-Csv) -match 'OProf\.|System\.' | Should -BeNullOrEmpty
        { $session | Get-OProfCallTree | ConvertTo-Json -WarningAction Ignore } | Should -Not -Throw
        ($session | Get-OProfCallTree -ByProcess -Depth 0 | Out-String -Width 160) | Should -Match 'Tree: cpu-clock, (sh|ls) \(\d+\)'
    }

    It 'gives nothing from no session' {
        Get-OProfSession nobody* | Get-OProfCallTree | Should -BeNullOrEmpty
    }
}
