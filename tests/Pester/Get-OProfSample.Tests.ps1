BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Get-OProfSample' {
    AfterEach { Remove-AllSession }

    It 'emits what is retained, as often as it is asked' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 120 | Wait -PassThru
        @($session | Get-OProfSample).Count | Should -Be 120
        @(Get-OProfSample -Id $session.Id).Count | Should -Be 120
        @(Get-OProfSample).Count | Should -Be 120
    }

    It 'has a call stack whose last frame is the symbol' {
        Assert-Capability OwnProcess
        $samples = New-SampleSession -Samples 50 | Wait
        $samples | Where-Object CallStack | ForEach-Object { ($_.CallStack -split ';')[-1] | Should -Be ($_.Symbol -replace ';', ':') }
        @($samples | Where-Object CallStack).Count | Should -BeGreaterThan 0
    }

    It 'has no call stack where none was asked for' {
        Assert-Capability OwnProcess
        $samples = New-SampleSession -Samples 50 -With @{ CallGraph = 'None' } | Wait
        $samples.CallStack | Should -Not -Match '.'
    }

    It 'survives ConvertTo-Json' {
        Assert-Capability OwnProcess
        $sample = New-SampleSession -Samples 5 | Wait | Select-Object -First 1
        $back = $sample | ConvertTo-Json -Depth 2 | ConvertFrom-Json
        $back.Time | Should -Be $sample.Time
        $back.Symbol | Should -Be $sample.Symbol
    }

    It 'is silent where the pipeline has no session' {
        Get-OProfSession nobody* | Get-OProfSample | Should -BeNullOrEmpty
    }

    It 'says that there is no session' {
        (Get-ErrorOf { Get-OProfSample }).FullyQualifiedErrorId | Should -BeLike 'OProfSessionNotFound*'
    }
}
