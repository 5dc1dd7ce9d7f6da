BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # Shares, page faults and work by construction.
    $script:weights = "$TestDrive/weights"
    $script:hasProgram = [bool] (Get-Command gcc -ErrorAction Ignore)
    if ($hasProgram) { gcc -O1 -fno-omit-frame-pointer -o $weights "$Repository/tests/Workloads/weights.c" }
    $script:same = $weights, 1000, 500, 500, 250, 150, 100
    $script:baseline = "$TestDrive/weights.json"
    if ($hasProgram -and -not (Test-OProfEnvironment OwnProcess | Where-Object Allowed -EQ $false)) {
        $null = New-OProfBaseline $baseline $same -Event page-faults, task-clock -Repeat 8 -Frequency 9973 -WarningAction Ignore
    }

    function Assert-Program {
        Assert-Capability OwnProcess
        if (-not $hasProgram) { Set-ItResult -Skipped -Because 'gcc, which compiles the workload, is not installed' }
    }

    # The baseline with something else in its text.
    function New-EditedBaseline([string] $From, [string] $To) {
        $path = "$TestDrive/edited.json"
        $text = [System.IO.File]::ReadAllText($baseline)
        $text | Should -Match ([regex]::Escape($From))
        [System.IO.File]::WriteAllText($path, $text.Replace($From, $To))
        $path
    }
}

# What is told within a second: ten points, and counts. tests/Benchmarks/baseline.ps1 shows what a real test tells.
Describe 'Assert-OProfBaseline' {
    AfterEach { Remove-AllSession }

    It 'says nothing where nothing has changed, and leaves nothing open' {
        Assert-Program
        Assert-OProfBaseline $baseline $same -Within 10% | Should -BeNullOrEmpty
        $comparison = Assert-OProfBaseline $baseline $same -Within 10% -PassThru
        $comparison.Verdict | Should -Be 'Unchanged'
        $comparison.Changes.Name | Should -Contain 'alpha'
        $comparison.Changes.Name | Should -Contain 'page-faults'
        $comparison.Changes.Name | Should -Not -Contain 'task-clock'
        $comparison.FlameGraph | Should -BeNullOrEmpty
        Get-OProfSession | Should -BeNullOrEmpty
        Get-OpenPerfEventCount | Should -Be 0
    }

    It 'says what moved, by how much and how sure that is, and draws the difference' {
        Assert-Program
        $page = "$TestDrive/difference.html"
        $failure = Get-ErrorOf { Assert-OProfBaseline $baseline $weights, 1000, 500, 250, 250, 150, 350 -Within 10% -FlameGraphPath $page }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfBaselineRegressed,*'
        "$failure" | Should -Match 'delta \(weights\) went from \d+\.\d\d% to 3\d\.\d\d%, \+\d+\.\d\d points \(\+[\d.]+ to \+[\d.]+; 10 points do not matter; by chance .+\) \(99% confidence over \d+ comparisons\)'
        "$failure" | Should -BeLike "*Flame graph of the difference: $page"
        $page | Should -FileContentMatch 'baselineTotal'
        $page | Should -FileContentMatch 'delta'
        $failure.TargetObject.Verdict | Should -Be 'Regressed'
        $failure.TargetObject.FlameGraph | Should -Be $page
        $failure.TargetObject.Changes[0].Name | Should -Be 'delta'
        $failure.TargetObject.Changes[0].Low | Should -BeGreaterThan 0.1
    }

    It 'finds five percent more of a count' {
        Assert-Program
        $failure = Get-ErrorOf { Assert-OProfBaseline $baseline $weights, 1000, 530, 500, 250, 150, 100 -Counter page-faults -Within 1% -ShareWithin 20% -FlameGraphPath "$TestDrive/count.html" }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfBaselineRegressed,*'
        $failure.TargetObject.Changes[0].Name | Should -Be 'page-faults'
        $failure.TargetObject.Changes[0].Difference | Should -BeGreaterThan 0.04
    }

    It 'takes measurements and sessions from the pipeline' {
        Assert-Program
        $run = Measure-OProfCommand $same -Repeat 8 -Event page-faults -SampleEvent cpu-clock:u -Frequency 9973 -WarningAction Ignore
        ($run | Assert-OProfBaseline $baseline -Within 10% -PassThru).Verdict | Should -Be 'Unchanged'
        ($run.Session | Assert-OProfBaseline $baseline -Within 10% -PassThru).Changes.Kind | Sort-Object -Unique | Should -Be 'Share'
        $session = Start-OProfSession -Command $weights, 4000, 0, 250, 250, 150, 350 -Event cpu-clock -Frequency 9973 | Wait -PassThru -WarningAction Ignore
        (Get-ErrorOf { $session | Assert-OProfBaseline $baseline -Within 10% -FlameGraphPath "$TestDrive/session.html" }).FullyQualifiedErrorId | Should -BeLike 'OProfBaselineRegressed,*'
    }

    It 'compares in turn with a reference' {
        Assert-Program
        $reference = $weights, 200, 0, 250, 250, 250, 250
        $null = New-OProfBaseline "$TestDrive/ratio.json" $weights, 200, 0, 500, 250, 150, 100 -ReferenceCommand $reference -NoProfile -Event task-clock -Repeat 12 -WarningAction Ignore
        $failure = Get-ErrorOf { Assert-OProfBaseline "$TestDrive/ratio.json" $weights, 800, 0, 500, 250, 150, 100 -ReferenceCommand $reference -Within 50% }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfBaselineRegressed,*'
        "$failure" | Should -BeLike "*task-clock by the reference's went from*"
    }

    It 'says how long it would take where too little was measured' {
        Assert-Program
        $failure = Get-ErrorOf { Assert-OProfBaseline $baseline $same -Repeat 1 -Within 5% }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfBaselineUndecided,*'
        "$failure" | Should -Match 'Too little was measured to tell .*(About [\d,]+ runs \(-Repeat\) would decide, and take |The baseline itself \(8 runs\) is too short)'
    }

    It 'compares times on the machine of the baseline only' {
        Assert-Program
        $other = New-EditedBaseline '"cpus": ' '"cpus": 1'
        (Get-ErrorOf { Assert-OProfBaseline $other $same -Counter task-clock }).FullyQualifiedErrorId | Should -BeLike 'OProfBaselineMachine,*'
        (Assert-OProfBaseline $other $same -Within 10% -PassThru).Verdict | Should -Be 'Unchanged'
        { Assert-OProfBaseline $baseline $same -Counter task-clock -Within 300% -ShareWithin 20% } | Should -Not -Throw
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'another version'; From = '"version": 1'; To = '"version": 2'; Id = 'OProfBaselineVersion' }
        @{ What = 'another schema'; From = '"oprof-baseline"'; To = '"something"'; Id = 'OProfBaselineVersion' }
        @{ What = 'another event'; From = '"event": "cpu-clock"'; To = '"event": "page-faults"'; Id = 'OProfBaselineEvent' }
        @{ What = 'a file that was edited wrongly'; From = '"repeat": 8'; To = '"repeat": 8;'; Id = 'OProfBaselineInvalid' }
    ) {
        Assert-Program
        $path = New-EditedBaseline $From $To
        $run = Measure-OProfCommand $same -Event page-faults -SampleEvent cpu-clock:u -Frequency 4999 -WarningAction Ignore
        $failure = Get-ErrorOf { $run | Assert-OProfBaseline $path }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        if ($Id -in 'OProfBaselineInvalid', 'OProfBaselineVersion') { "$failure" | Should -Match "'.*edited\.json', line \d+, column \d+: " }
    }

    It 'does not swallow the exit code of a command that fails' {
        Assert-Program
        $failure = Get-ErrorOf { Assert-OProfBaseline $baseline sh, -c, 'exit 7' }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfCommandFailed,*'
        "$failure" | Should -BeLike '*exit code 7*'
    }

    It 'says that <What>' -ForEach @(
        @{ What = 'there is no such file'; Arguments = @{ Path = 'nowhere.json'; Command = 'true' }; Id = 'OProfBaselineNotRead' }
        @{ What = 'a counter is not there'; Arguments = @{ Command = 'true'; Counter = 'cpu-migrations'; IgnoreExitCode = $true }; Id = 'OProfBaseline*' }
    ) {
        Assert-Program
        if (-not $Arguments.Path) { $Arguments.Path = $baseline }
        (Get-ErrorOf { Assert-OProfBaseline @Arguments }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'refuses what is no measurement' {
        Assert-Program
        (Get-ErrorOf { 42 | Assert-OProfBaseline $baseline }).FullyQualifiedErrorId | Should -BeLike 'OProfBaselineInput,*'
    }

    It 'prints a table of what was looked at, and exports without a type name in any cell' {
        Assert-Program
        $comparison = Assert-OProfBaseline $baseline $same -Within 10% -PassThru
        $text = $comparison | Out-String -Width 160
        $text | Should -Match "(?m)^'.*weights 1000 500 500 250 150 100' has not regressed from "
        $text | Should -Match '(?m) unchanged +alpha \(weights\)'
        foreach ($object in $comparison, $comparison.Changes[0]) {
            $object | ConvertTo-Csv | Should -Not -Match 'System\.|OProf\.'
            $object | ConvertTo-Json -Depth 4 -WarningAction Ignore | ConvertFrom-Json | Should -Not -BeNullOrEmpty
        }
    }
}
