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

    It 'gives the instructions of a function with their samples, and the source lines between' {
        $rows = @($session | Get-OProfSource -Symbol measured -Disassembly -SourcePath $TestDrive)
        $code = @($rows | Where-Object Address)
        $expected = $session | Measure-OProfSample -By Symbol -Symbol measured
        ($code | Measure-Object SelfSamples -Sum).Sum | Should -Be $expected.Samples
        [Math]::Round(($code | Measure-Object Self -Sum).Sum, 9) | Should -Be ([Math]::Round($expected.Share, 9))
        for ($i = 1; $i -lt $code.Count; $i++) { $code[$i].Address | Should -Be ($code[$i - 1].Address + $code[$i - 1].Length) }
        $code[-1].Text | Should -Match '^(ret|nop|xchg|data16|cs)'
        $lines = @($rows | Where-Object Address -EQ $null)
        $lines.Text | Should -Contain 'WORK(measured)'
        $lines.SourceFile | Sort-Object -Unique | Should -BeLike '*/src/part.c'
        $text = $rows | Out-String -Width 140
        $text | Should -Match 'Code: measured \(part\), cpu-clock'
        $text | Should -Match 'Total\s+Self\s+Address\s+Text'
        $text | Should -Match 'part.c:\d+: WORK\(measured\)'
        ($rows | ConvertTo-Csv)[0] | Should -Not -Match 'System\.'
    }

    It 'says of which code there are no bytes' {
        $rows = @($session | Get-OProfSource -Symbol '`[unknown`]', measured -Disassembly -WarningVariable said -WarningAction SilentlyContinue -ErrorAction Ignore)
        $rows.Count | Should -BeGreaterThan 0
        $other = Start-OProfSession -Command pwsh, -NoProfile, -c, 'for ($i = 0; $i -lt 3000000; $i++) { $x = $i * $i }' -Event cpu-clock -Frequency 999 -ExcludeKernel |
            Wait -PassThru -WarningAction Ignore
        $rows = @($other | Get-OProfSource -Symbol '`[unknown`]' -Disassembly -WarningVariable said -WarningAction SilentlyContinue)
        $rows.Count | Should -BeGreaterThan 0
        "$said" | Should -Match 'made at run time'
    }
}
