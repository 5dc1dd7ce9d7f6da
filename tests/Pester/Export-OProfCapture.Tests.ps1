BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Export-OProfCapture' {
    BeforeEach {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $file = Join-Path $folder 'file'
    }

    AfterEach { Remove-AllSession }

    It 'writes <Name> by the end of its name, and all of the samples' -ForEach @(
        @{ Name = 'a.csv'; Weigh = { param($path) (Import-Csv $path | Measure-Object Period -Sum).Sum } }
        @{ Name = 'a.json'; Weigh = { param($path) ((Get-Content $path -Raw | ConvertFrom-Json).samples | Measure-Object period -Sum).Sum } }
        @{ Name = 'a.folded'; Weigh = { param($path) (Get-Content $path | ForEach-Object { [long]($_ -split ' ')[-1] } | Measure-Object -Sum).Sum } }
        @{ Name = 'a.speedscope.json'; Weigh = { param($path) ((Get-Content $path -Raw | ConvertFrom-Json).profiles.weights | Measure-Object -Sum).Sum } }
        @{ Name = 'perf.data'; Weigh = { param($path) (Import-OProfCapture $path | Get-OProfSample | Measure-Object Period -Sum).Sum } }
        @{ Name = 'a.ctf'; Weigh = { param($path) (Import-OProfCapture $path | Get-OProfSample | Measure-Object Period -Sum).Sum } }
    ) {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 | Wait -PassThru
        $session | Export-OProfCapture "$folder/$Name" | Should -BeNullOrEmpty
        & $Weigh "$folder/$Name" | Should -Be ($session | Get-OProfSample | Measure-Object Period -Sum).Sum
        (Get-ChildItem $folder).Name | Should -Be $Name
    }

    It 'writes a flame graph that is XML, and OProfile words whose first is an escape' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100 | Wait -PassThru
        $session | Export-OProfCapture "$file.svg"
        ([xml](Get-Content "$file.svg" -Raw)).DocumentElement.LocalName | Should -Be 'svg'
        $session | Export-OProfCapture $file -Format OProfile
        [System.BitConverter]::ToUInt64([System.IO.File]::ReadAllBytes($file), 0) | Should -Be ([ulong]::MaxValue)
    }

    It 'gives the same profile when a <Format> export is imported' -ForEach @(@{ Format = 'PerfData' }, @{ Format = 'Ctf' }) {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 | Wait -PassThru
        $exported = $session | Export-OProfCapture $file -Format $Format -PassThru
        $exported.FullName | Should -Be $file
        $again = Import-OProfCapture $file
        $properties = 'Time', 'Cpu', 'ProcessId', 'ThreadId', 'Command', 'Mode', 'Event', 'Period', 'Image', 'Offset', 'Symbol', 'CallStack'
        $again | Get-OProfSample | Select-Object $properties | ConvertTo-Csv | Should -Be ($session | Get-OProfSample | Select-Object $properties | ConvertTo-Csv)
        "$($again.Event) $($again.Frequency)" | Should -Be "$($session.Event) $($session.Frequency)"
    }

    It 'emits lines of text with -AsStream, which are those of the file' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 200 | Wait -PassThru
        $lines = $session | Export-OProfCapture -AsStream -Format Folded
        $lines | Should -BeOfType string
        $session | Export-OProfCapture "$file.folded"
        $lines | Should -Be (Get-Content "$file.folded")
        @($session | Export-OProfCapture -AsStream -Format Csv | ConvertFrom-Csv).Count | Should -Be 200
        ($session | Export-OProfCapture -AsStream -Format Json | Out-String | ConvertFrom-Json).samples.Count | Should -Be 200
        $session | Export-OProfCapture -AsStream -Format Csv | Select-Object -First 1 | Should -Match '^Time,Cpu,'
    }

    It 'emits bytes with -AsStream, which a program can read' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 200 | Wait -PassThru
        $pieces = @($session | Export-OProfCapture -AsStream -Format PerfData)
        , $pieces[0] | Should -BeOfType byte[]
        [System.IO.File]::WriteAllBytes($file, [byte[]]($pieces | ForEach-Object { $_ }))
        (Import-OProfCapture $file).SampleCount | Should -Be 200
        $session | Export-OProfCapture -AsStream -Format OProfile | Set-Content "$file.words" -AsByteStream
        (Get-Item "$file.words").Length | Should -BeGreaterThan (200 * 16)
    }

    It 'leaves out other events and processes, and says which events a format has no room for' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 -With @{ Event = 'cpu-clock', 'page-faults' } | Wait -PassThru
        $lines = $session | Export-OProfCapture -AsStream -Format Csv -Event page-faults -WarningAction SilentlyContinue
        ($lines | ConvertFrom-Csv).Event | Where-Object { $_ -ne 'page-faults' } | Should -BeNullOrEmpty
        $session | Export-OProfCapture "$file.folded" -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'page-faults|cpu-clock'
        $processes = $session | Get-OProfSample | Group-Object ProcessId -NoElement
        $lines = @($session | Export-OProfCapture -AsStream -Format Csv -ProcessId $processes[0].Name | ConvertFrom-Csv)
        $lines.Count | Should -Be $processes[0].Count
        (Get-ErrorOf { $session | Export-OProfCapture $file -Format Ctf -Event cpu-clock }).FullyQualifiedErrorId | Should -Match 'OProfExportNoFilter'
    }

    It 'writes nothing with -WhatIf' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 50 | Wait -PassThru
        foreach ($name in 'a.csv', 'a.ctf') { $session | Export-OProfCapture "$folder/$name" -WhatIf }
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'replaces a file, but for -NoClobber and one that is read-only' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 50 | Wait -PassThru
        Set-Content "$file.csv" 'old'
        (Get-ErrorOf { $session | Export-OProfCapture "$file.csv" -NoClobber }).FullyQualifiedErrorId | Should -Match 'OProfExportExists'
        Set-ItemProperty "$file.csv" IsReadOnly $true
        (Get-ErrorOf { $session | Export-OProfCapture "$file.csv" }).FullyQualifiedErrorId | Should -Match 'OProfExportReadOnly'
        Get-Content "$file.csv" | Should -Be 'old'
        $session | Export-OProfCapture "$file.csv" -Force
        @(Import-Csv "$file.csv").Count | Should -Be 50
        $session | Export-OProfCapture $file -Format Ctf
        (Get-ErrorOf { $session | Export-OProfCapture $file -Format Ctf }).FullyQualifiedErrorId | Should -Match 'OProfRecordingNotEmpty'
        $session | Export-OProfCapture $file -Format Ctf -Force
    }

    It 'gives each of several sessions a file of its name in a folder' {
        Assert-Capability OwnProcess
        $null = 'one', 'two/2' | ForEach-Object { New-SampleSession -Samples 50 -With @{ Name = $_ } | Wait }
        (Get-OProfSession | Export-OProfCapture $folder -Format Folded -PassThru).Name | Sort-Object | Should -Be 'one.folded', 'two_2.folded'
        (Get-ErrorOf { Get-OProfSession | Export-OProfCapture "$file.csv" }).FullyQualifiedErrorId | Should -Match 'OProfExportSeveral'
        Export-OProfCapture -Name one -LiteralPath "$folder/[one].csv"
        @(Import-Csv -LiteralPath "$folder/[one].csv").Count | Should -Be 50
    }

    It 'says <Id>' -ForEach @(
        @{ Id = 'OProfExportFormatUnknown'; Script = { Export-OProfCapture "$folder/a.html" } }
        @{ Id = 'OProfExportFormatUnknown'; Script = { Export-OProfCapture $folder } }
        @{ Id = 'OProfExportNoTarget'; Script = { Export-OProfCapture } }
        @{ Id = 'OProfExportNoTarget'; Script = { Export-OProfCapture -AsStream } }
        @{ Id = 'OProfExportNoTarget'; Script = { Export-OProfCapture "$folder/a.csv" -AsStream -Format Csv } }
        @{ Id = 'OProfExportNoStream'; Script = { Export-OProfCapture -AsStream -Format Ctf } }
        @{ Id = 'OProfFileNotWritten'; Script = { Export-OProfCapture "$folder/none/a.csv" } }
        @{ Id = 'OProfPathNotFileSystem'; Script = { Export-OProfCapture 'Env:/a.csv' } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Script = { Export-OProfCapture "$folder/a" -Format Elephant } }
    ) {
        Assert-Capability OwnProcess
        $null = New-SampleSession -Samples 50 | Wait
        (Get-ErrorOf $Script).FullyQualifiedErrorId | Should -Match $Id
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'completes formats' {
        $line = 'Export-OProfCapture a -Format '
        $names = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
        $names | Should -Contain 'PerfData'
        $names | Should -Contain 'Folded'
        $names.Count | Should -Be ([enum]::GetValues((Get-Command Export-OProfCapture).Parameters.Format.ParameterType.GenericTypeArguments[0]).Count)
    }
}
