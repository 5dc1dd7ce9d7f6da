BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Show-OProfFlameGraph' {
    BeforeEach { $file = Join-Path $TestDrive "$([guid]::NewGuid()).html" }
    AfterEach { Remove-AllSession }

    It 'writes one page that names what the session saw, and nothing that the page would have to fetch' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 200 -With @{ Name = 'burner' } | Wait -PassThru
        $page = $session | Show-OProfFlameGraph -Path $file -Title 'a <b> & c'
        $page | Should -BeOfType System.IO.FileInfo
        $page.FullName | Should -Be $file
        $text = Get-Content $file -Raw
        $text | Should -Match '<title>a &lt;b&gt; &amp; c</title>'
        $text | Should -Match '"trees":\[\{"event":"cpu-clock"'
        $text | Should -Not -Match '<(script|link|img|iframe)[^>]+(src|href)='
        (Get-ChildItem $TestDrive -Filter '*.tmp') | Should -BeNullOrEmpty
        $tree = [regex]::Match($text, '(?s)id="tree">(.*?)</script>').Groups[1].Value | ConvertFrom-Json
        $tree.trees[0].total[0] | Should -Be (($session | Get-OProfSample).Period | Measure-Object -Sum).Sum
        $tree.frames[$tree.trees[0].frame[1]][0] | Should -Be 'sh'
    }

    It 'compares with a baseline, takes ids and names, and replaces a page' {
        Assert-Capability OwnProcess
        $one = New-SampleSession -Samples 100 -With @{ Name = 'one' } | Wait -PassThru
        $two = New-SampleSession -Samples 100 -With @{ Name = 'two' } | Wait -PassThru
        Show-OProfFlameGraph -Id $two.Id -Path $file | Out-Null
        Get-Content $file -Raw | Should -Match '"baselineTotal":0'
        Show-OProfFlameGraph -Name two -Baseline $one -Path $file | Out-Null
        Get-Content $file -Raw | Should -Match '"baselineTotal":[1-9]'
    }

    It 'says where the page is when there is no browser' {
        Assert-Capability OwnProcess
        if ($env:DISPLAY -or $env:WAYLAND_DISPLAY) { Set-ItResult -Skipped -Because 'a browser could be opened here' }
        $session = New-SampleSession -Samples 50 | Wait -PassThru
        $page = $session | Show-OProfFlameGraph -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
        try { "$warnings" | Should -Match ([regex]::Escape($page.FullName)) }
        finally { Remove-Item $page }
    }

    It 'refuses several sessions for one file, and a folder that is not there' {
        Assert-Capability OwnProcess
        $null = 1..2 | ForEach-Object { New-SampleSession -Samples 50 | Wait -PassThru }
        (Get-ErrorOf { Get-OProfSession | Show-OProfFlameGraph -Path $file }).FullyQualifiedErrorId | Should -Match 'OProfShowSeveral'
        $file | Should -Not -Exist
        (Get-ErrorOf { Show-OProfFlameGraph -Path "$TestDrive/none/page.html" }).FullyQualifiedErrorId | Should -Match 'OProfFileNotWritten'
    }
}
