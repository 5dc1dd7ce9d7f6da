BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"
    $script:Program = $null
    if (Get-Command gcc -ErrorAction Ignore) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'src')
        Copy-Item "$Repository/tests/Workloads/part.c" $folder
        $script:Program = Join-Path $TestDrive 'part'
        gcc -g -O1 -fno-omit-frame-pointer -o $Program (Join-Path $folder 'part.c')
    }
}

Describe 'Get-OProfSource' {
    AfterEach { Remove-AllSession }

    BeforeEach {
        Assert-Capability OwnProcess
        if (-not $Program) { Set-ItResult -Skipped -Because 'gcc is not installed.' }
        $session = Start-OProfSession -Command $Program, 50, 200 -Event cpu-clock -Frequency 4999 -ExcludeKernel | Wait -PassThru
    }

    It 'gives the lines of a function with their samples and text' {
        $lines = @($session | Get-OProfSource -Symbol measured -SourcePath $TestDrive)
        $lines.Symbol | Sort-Object -Unique | Should -Be 'measured'
        $row = $session | Measure-OProfSample -By Symbol -Symbol measured
        ($lines | Measure-Object SelfSamples -Sum).Sum | Should -Be $row.Samples
        $hottest = $lines | Sort-Object SelfSamples -Descending | Select-Object -First 1
        $hottest.Text | Should -Be 'WORK(measured)'
        $hottest.SourceFile | Should -BeLike '*/src/part.c'
        $lines.Line | Should -Be ($lines.Line | Sort-Object)
        $text = $lines | Out-String -Width 140
        $text | Should -Match 'Source: measured \(part\), .*/src/part.c, cpu-clock'
        $text | Should -Match 'Total\s+Self\s+Line\s+Text'
    }

    It 'reads no file outside of the folders' {
        $empty = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        $lines = @($session | Get-OProfSource -Symbol measured -SourcePath $empty -WarningVariable said -WarningAction SilentlyContinue)
        $lines.Count | Should -BeGreaterThan 0
        $lines.Text | Should -BeNullOrEmpty
        "$said" | Should -Match '-SourcePath'
    }

    It 'says which function there is none of' {
        (Get-ErrorOf { $session | Get-OProfSource -Symbol nonesuch }).FullyQualifiedErrorId | Should -BeLike 'OProfSymbolNotFound,*'
    }
}
