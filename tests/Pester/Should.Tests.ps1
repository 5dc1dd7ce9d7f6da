BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"
    $script:weights = "$TestDrive/weights"
    $script:hasProgram = [bool] (Get-Command gcc -ErrorAction Ignore)
    $script:session = $null
    if ($hasProgram -and -not (Test-OProfEnvironment OwnProcess | Where-Object Allowed -EQ $false)) {
        gcc -O1 -fno-omit-frame-pointer -o $weights "$Repository/tests/Workloads/weights.c"
        $script:session = Start-OProfSession -Command $weights, 8000, 0, 500, 250, 150, 100 -Event cpu-clock:u -Frequency 9973 | Wait -PassThru -WarningAction Ignore
    }

    function Assert-Session {
        Assert-Capability OwnProcess
        if (-not $session) { Set-ItResult -Skipped -Because 'gcc, which compiles the workload, is not installed' }
    }
}

AfterAll { Remove-AllSession }

# A test of a program would look like this; docs/regression-tests.md says more.
Describe 'The operators for Should' {
    It 'judges hot spots by their share' {
        Assert-Session
        $session | Should -HaveHotSpot alpha
        $session | Should -HaveHotSpot alpha -AtLeast 40% -AtMost 60%
        $session | Should -HaveHotSpot 'alpha', 'bet*' -AtLeast 0.65 -AtMost 0.85
        $session | Should -HaveHotSpot slice -WithCallees -AtLeast 90%
        $session | Should -Not -HaveHotSpot slice
        $session | Should -Not -HaveHotSpot alpha -AtMost 30%
        $session | Should-HaveHotSpot alpha -AtLeast 40%
    }

    It 'judges who calls whom' {
        Assert-Session
        $session | Should -CallFrom slice -To alpha, beta
        $session | Should -CallFrom main -To alpha -AtLeast 90%
        $session | Should -CallFrom slice -To alpha -Direct
        # The first instructions of a function have no frame yet, so that its caller seems to be its caller's.
        $session | Should -Not -CallFrom main -To alpha -Direct -AtLeast 20%
        $session | Should -Not -CallFrom alpha -To slice
        $session | Should -Not -CallFrom main -To 'no such function'
        $session | Should-CallFrom slice -To alpha
    }

    It 'judges losses' {
        Assert-Session
        $session | Should -LoseNoSample
        $session | Should-LoseNoSample
    }

    It 'judges by a baseline' {
        Assert-Session
        $null = New-OProfBaseline "$TestDrive/weights.json" $weights, 1000, 500, 500, 250, 150, 100 -Repeat 8 -Frequency 9973 -Event page-faults -WarningAction Ignore
        $session | Should -NotRegressFrom "$TestDrive/weights.json" -Within 10%
        $session | Should-NotRegressFrom "$TestDrive/weights.json" -Within 10%
        Measure-OProfCommand $weights, 1000, 500, 500, 250, 150, 100 -Repeat 6 -SampleEvent cpu-clock:u -Frequency 9973 -Event page-faults -WarningAction Ignore |
            Should -NotRegressFrom "$TestDrive/weights.json" -Within 10% -ShareWithin 12%
        $other = Start-OProfSession -Command $weights, 4000, 0, 250, 250, 150, 350 -Event cpu-clock:u -Frequency 9973 | Wait -PassThru -WarningAction Ignore
        $other | Should -Not -NotRegressFrom "$TestDrive/weights.json" -Within 10% -FlameGraphPath "$TestDrive/not.html"
        { $other | Should -NotRegressFrom "$TestDrive/weights.json" -Within 10% -FlameGraphPath "$TestDrive/should.html" } |
            Should -Throw -ErrorId PesterAssertionFailed -ExpectedMessage "*has regressed from*delta (weights) went from*Flame graph of the difference: $TestDrive/should.html*"
    }

    It 'measures a script block' {
        Assert-Session
        $null = New-OProfBaseline "$TestDrive/block.json" { Start-Sleep -Milliseconds 1 } -NoProfile -Event page-faults -Repeat 6 -WarningAction Ignore
        { Start-Sleep -Milliseconds 1 } | Should -NotRegressFrom "$TestDrive/block.json" -Counter page-faults -Within 10
    }

    It 'says what was expected and what is there: <Expected>' -ForEach @(
        @{ Test = { $session | Should -HaveHotSpot alpha -AtMost 12% }; Expected = "Expected at most 12.00 %, but 'alpha' has * of * samples (* to * with 99.0 % confidence)." }
        @{ Test = { $session | Should -HaveHotSpot none }; Expected = "Expected at least 1.00 %, but 'none' has 0.00 % of *" }
        @{ Test = { $session | Should -Not -HaveHotSpot alpha -Because 'it was rewritten' }; Expected = "Expected not at least 1.00 %, but 'alpha' has * Because it was rewritten.*" }
        @{ Test = { $session | Should -CallFrom alpha -To beta }; Expected = "Expected a call of 'beta' from 'alpha', but of * samples in 'beta' 0.00 % come from there.*" }
        @{ Test = { $session | Should -CallFrom main -To nothing }; Expected = "Expected calls of 'nothing' from 'main', but no sample was taken *" }
        @{ Test = { $session | Should -Not -LoseNoSample }; Expected = 'Expected losses, but * lost nothing.*' }
        @{ Test = { $session | Should-HaveHotSpot alpha -AtMost 12% }; Expected = 'Expected at most 12.00 %, but*' }
    ) {
        Assert-Session
        $Test | Should -Throw -ErrorId PesterAssertionFailed* -ExpectedMessage $Expected
    }

    It 'does not judge by too few samples' {
        Assert-Session
        $short = Start-OProfSession -Command $weights, 100000, 0, 500, 250, 150, 100 -Event cpu-clock:u -Frequency 9973 -MaxSample 30 | Wait -PassThru -WarningAction Ignore
        { $short | Should -HaveHotSpot alpha -AtMost 50% } | Should -Throw -ExpectedMessage 'Too few samples to tell from 50.00 %: * samples would tell*'
    }

    It 'refuses what has no samples' {
        Assert-Session
        (Get-ErrorOf { 1 | Should -HaveHotSpot x }).FullyQualifiedErrorId | Should -Not -BeLike 'PesterAssertionFailed*'
        { Measure-OProfCommand true -Event page-faults | Should -HaveHotSpot x } | Should -Throw -ExpectedMessage "'true' has no samples to judge by.*" -ErrorId 'OProfAssertionNoSamples*'
    }
}

Describe 'Whichever module was imported first' {
    BeforeDiscovery {
        $versions = @(Get-Module Pester -ListAvailable | Where-Object Version -GE 5.5 | ForEach-Object { "$($_.Version)" } | Sort-Object -Unique)
        $cases = foreach ($version in $versions) { foreach ($order in @('before', 'after') + @('again' | Where-Object { $version -eq $versions[-1] })) { @{ Version = $version; Order = $order } } }
    }

    It 'Pester <Version> has the operators, imported <Order>' -ForEach $cases {
        $code = {
            param($manifest, $version, $order)
            $ErrorActionPreference = 'Stop'
            if ($order -ne 'after') { Import-Module Pester -RequiredVersion $version }
            Import-Module $manifest
            if ($order -eq 'after') { Import-Module Pester -RequiredVersion $version }
            if ($order -eq 'again') {
                Import-Module $manifest -Force
                Import-Module Pester -RequiredVersion $version -Force
            }
            try { 1 | Should -LoseNoSample } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
            (Get-ShouldOperator).Name -contains 'NotRegressFrom'
        }
        pwsh -NoProfile -NonInteractive -Command $code -args $Manifest, $Version, $Order | Should -Be 'OProfBaselineInput', 'True'
    }

    It 'nothing breaks without Pester, and no warning comes' {
        $code = {
            param($manifest)
            Import-Module $manifest 3>&1
            "$([bool] (Get-Module Pester))"
            try { 1 | Assert-OProfNoLoss } catch { 'refused' }
            Remove-Module OProf
            "$($null -eq $ExecutionContext.InvokeCommand.PostCommandLookupAction)"
        }
        pwsh -NoProfile -NonInteractive -Command $code -args $Manifest | Should -Be 'False', 'refused', 'True'
    }
}

Describe 'The examples of docs/regression-tests.md' {
    It 'run and pass' {
        Assert-Capability OwnProcess
        $text = [System.IO.File]::ReadAllText("$Repository/docs/regression-tests.md")
        $examples = [regex]::Matches($text, '(?s)### Example (\d+): [^\n]+\n```powershell\n(.*?)\n```')
        $examples.Count | Should -BeGreaterOrEqual 3
        $folder = New-Item -ItemType Directory "$TestDrive/examples"
        foreach ($example in $examples) {
            [System.IO.File]::WriteAllText("$folder/Example$($example.Groups[1].Value).Tests.ps1", $example.Groups[2].Value)
        }

        $code = {
            param($manifest, $pester, $folder)
            $ProgressPreference = 'SilentlyContinue'
            Import-Module $manifest
            Import-Module $pester
            $result = Invoke-Pester $folder -Output None -PassThru
            $result.Tests | ForEach-Object { "$($_.Result) $($_.ExpandedName) $($_.ErrorRecord)" }
        }
        $results = pwsh -NoProfile -NonInteractive -Command $code -args $Manifest, (Get-Module Pester).Path, "$folder"
        $results.Count | Should -BeGreaterOrEqual 5
        $results | Where-Object { $_ -notlike 'Passed *' } | Should -BeNullOrEmpty
    }
}
