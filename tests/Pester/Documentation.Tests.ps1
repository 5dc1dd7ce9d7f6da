BeforeDiscovery {
    $pages = Get-ChildItem "$PSScriptRoot/../../docs/cmdlets/*.md" | ForEach-Object { @{ Page = $_.BaseName; Path = $_.FullName } }
    $examples = foreach ($page in $pages) {
        $text = [System.IO.File]::ReadAllText($page.Path)
        foreach ($match in [regex]::Matches($text, '(?s)### (Example \d+: [^\n]+)\n\n```powershell\n(.*?)\n```\n(?:\n```output\n(.*?)\n```)?')) {
            @{ Page = $page.Page; Title = $match.Groups[1].Value; Code = $match.Groups[2].Value; Output = $match.Groups[3].Value }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # What stays the same of an output when the machine, the processes and the numbers are others: the columns of its tables, the
    # properties of its lists, and other lines but for their numbers. '...' stands for all the rest.
    function Get-Shape {
        param([string] $Text)
        $lines = @($Text -replace '\e\[[\d;]*m' -split '\r?\n' | ForEach-Object TrimEnd)
        $inTable = $false
        for ($i = 0; $i -lt $lines.Count; $i++) {
            $line = $lines[$i]
            if ($line -eq '...') { return '...' }
            if (-not $line.Trim()) { $inTable = $false; continue }
            if ($inTable) { continue }

            # The heading of a refresh is wrapped where its numbers are long.
            if ($line -match '^\s+Refresh: ') { while ($i + 1 -lt $lines.Count -and $lines[$i + 1].Trim()) { $i++ } continue }
            if ($i + 1 -lt $lines.Count -and $lines[$i + 1] -match '^\s*-[-\s]*$') {
                "columns: $(($line -split '\s+').Where({ $_ }))"
                $inTable = $true
            }
            elseif ($line -match '^(\w[\w ]*?)\s*: ?') { "property: $($Matches[1])" }
            elseif ($line -match '^\w+$') { 'a word or a number' }
            elseif ($line -notmatch '^\s') { $line -replace '[\d.,]+', '#' -replace '\s+', ' ' }
        }
    }
}

Describe 'The pages of docs/cmdlets' {
    It 'are one for each cmdlet' {
        (Get-ChildItem "$Repository/docs/cmdlets/*.md").BaseName | Sort-Object |
            Should -Be ((Get-Command -Module OProf -CommandType Cmdlet).Name | Sort-Object)
    }

    It '<Page> has nothing left to fill in' -ForEach $pages {
        $Path | Should -Not -FileContentMatch '\{\{'
    }

    It '<Page> has the parameters that the cmdlet has' -ForEach $pages {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        $documented = [regex]::Matches([System.IO.File]::ReadAllText($Path), '(?m)^### -(\w+)$').ForEach({ $_.Groups[1].Value })
        $actual = (Get-Command $Page).Parameters.Keys | Where-Object { $_ -notin $common }
        $documented | Sort-Object | Should -Be ($actual | Sort-Object)
    }

    It '<Page> has three examples at least' -ForEach $pages {
        @([regex]::Matches([System.IO.File]::ReadAllText($Path), '(?m)^### Example \d+: ')).Count | Should -BeGreaterOrEqual 3
    }

    It '<Page> is what Get-Help shows' -ForEach $pages {
        $help = Get-Help $Page -Full
        $synopsis = [regex]::Match([System.IO.File]::ReadAllText($Path), '(?s)## SYNOPSIS\n\n(.*?)\n\n##').Groups[1].Value
        $help.Synopsis | Should -Be $synopsis
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        (Get-Help $Page -Examples | Out-String) | Should -Match $Page
    }
}

Describe 'The examples of docs/cmdlets' {
    It '<Page>, <Title>' -ForEach $examples {
        Assert-Capability SystemWide
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($manifest, $folder) Import-Module $manifest; Set-Location $folder; $WarningPreference = 'SilentlyContinue' }).AddArgument("$Manifest").AddArgument($folder).Invoke()
            $shell.Commands.Clear()
            $shown = $shell.AddScript("& {`n$Code`n} | Out-String -Width 110").Invoke() -join ''
            $shell.Streams.Error | Should -BeNullOrEmpty
            if ($Output) {
                $expected = @(Get-Shape $Output | Select-Object -Unique)
                $actual = @(Get-Shape $shown.Replace("$folder", "/home/me") | Select-Object -Unique)
                if ($expected[-1] -eq '...') {
                    $expected = @($expected | Select-Object -SkipLast 1)
                    $actual = @($actual | Select-Object -First $expected.Count)
                }
                $actual | Should -Be $expected
            }
        }
        finally {
            $shell.Dispose()
            Remove-AllSession
        }
    }
}

Describe 'docs/troubleshooting.md' {
    It 'has every id that the sources have' {
        $listed = [regex]::Matches([System.IO.File]::ReadAllText("$Repository/docs/troubleshooting.md"), '(?m)^\| (OProf\w+) \|').ForEach({ $_.Groups[1].Value })
        $nouns = (Get-Command -Module OProf -CommandType Cmdlet).Noun | Sort-Object -Unique
        $used = Get-ChildItem "$Repository/src" -Recurse -Filter *.cs | Where-Object FullName -NotMatch '/(obj|bin)/' |
            ForEach-Object { [regex]::Matches(([System.IO.File]::ReadAllText($_.FullName) -replace '(?m)^\s*//.*$'), '"(OProf[A-Z]\w+)"(?!u8)').ForEach({ $_.Groups[1].Value }) } |
            Where-Object { $_ -notin $nouns } | Sort-Object -Unique
        $used.Count | Should -BeGreaterThan 20
        $used | Where-Object { $_ -notin $listed } | Should -BeNullOrEmpty
        $listed | Where-Object { $_ -notin $used } | Should -BeNullOrEmpty
        $listed | Group-Object | Where-Object Count -GT 1 | Should -BeNullOrEmpty
    }
}
