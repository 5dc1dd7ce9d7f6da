BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Save-OProfSession' {
    BeforeEach { $folder = Join-Path $TestDrive ([guid]::NewGuid()) }
    AfterEach { Remove-AllSession }

    It 'writes what a session in memory holds' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 400 | Wait -PassThru
        $session | Save-OProfSession -Path "$folder/a/b"
        $imported = Import-OProfCapture "$folder/a/b"
        $imported | Get-OProfSample | ConvertTo-Csv | Should -Be ($session | Get-OProfSample | ConvertTo-Csv)
        foreach ($property in 'Name', 'Target', 'Event', 'Cpu', 'Frequency', 'CallGraph', 'StartTime', 'Elapsed', 'SampleCount', 'LostCount', 'BufferSize', 'Command', 'ProcessId', 'ExitReason', 'Signal', 'EndReason', 'State') {
            "$($imported.$property)" | Should -Be "$($session.$property)" -Because $property
        }
    }

    It 'takes the session that was started last, an id, a name, and several paths to say it' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100 -With @{ Name = 'kept' } | Wait -PassThru
        Save-OProfSession -Path "$folder/last"
        $session | Save-OProfSession "$folder/position"
        Save-OProfSession -Id $session.Id -LiteralPath "$folder/[id]"
        Save-OProfSession -Name kep* -Path "$folder/name"
        foreach ($name in 'last', 'position', '[id]', 'name') { (Import-OProfCapture -LiteralPath "$folder/$name").SampleCount | Should -Be 100 }
    }

    It 'emits the session with -PassThru, and else nothing' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100 | Wait -PassThru
        $session | Save-OProfSession -Path "$folder/a" | Should -BeNullOrEmpty
        [object]::ReferenceEquals(($session | Save-OProfSession -Path "$folder/b" -PassThru), $session) | Should -BeTrue
    }

    It 'snapshots a flight recorder while it goes on' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 400000 -With @{ Period = 50000; Mode = 'Overwrite'; MaxMemory = 4MB; CallGraph = 'None' }
        $null = $session | Receive-OProfEvent -Wait -Kind Sample | Select-Object -First 50000
        $session | Save-OProfSession -Path "$folder/one"
        $null = $session | Receive-OProfEvent -Wait -Kind Sample | Select-Object -Skip 20000 -First 20000
        $session | Save-OProfSession -Path "$folder/two"
        $session.State | Should -Be Running
        $session | Stop-OProfSession
        $one, $two = Import-OProfCapture "$folder/one", "$folder/two"
        foreach ($imported in $one, $two) {
            $imported.State | Should -Be Stopped
            $imported.Mode | Should -Be Overwrite
            $times = ($imported | Get-OProfSample).Time
            $times.Count | Should -Be $imported.SampleCount
            $times.Count | Should -BeGreaterThan 0
            $times.Count | Should -BeLessThan $session.SampleCount
        }
        ($two | Get-OProfSample)[-1].Time | Should -BeGreaterThan ($one | Get-OProfSample)[-1].Time
        $session.OverwrittenCount | Should -BeGreaterThan 0
    }

    It 'writes all of a session that is written to disk, while it runs' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 1000000 -With @{ Path = "$folder/session" }
        $followed = @($session | Receive-OProfEvent -Wait -Kind Sample | Select-Object -First 200)
        $session | Save-OProfSession -Path "$folder/saved"
        $imported = Import-OProfCapture "$folder/saved" -WarningVariable said
        $said | Should -BeNullOrEmpty
        $imported.SampleCount | Should -BeGreaterOrEqual 200
        ($imported | Get-OProfSample)[0..199].Time | Should -Be $followed.Time
    }

    It 'writes an import again' {
        Assert-Capability OwnProcess
        New-SampleSession -Samples 100 | Wait -PassThru | Save-OProfSession -Path "$folder/a"
        $first = Import-OProfCapture "$folder/a"
        $first | Save-OProfSession -Path "$folder/b"
        Import-OProfCapture "$folder/b" | Get-OProfSample | ConvertTo-Csv | Should -Be ($first | Get-OProfSample | ConvertTo-Csv)
    }

    It 'does nothing with -WhatIf' {
        Assert-Capability OwnProcess
        New-SampleSession -Samples 100 | Wait -PassThru | Save-OProfSession -Path $folder -WhatIf
        $folder | Should -Not -Exist
    }

    It 'refuses several sessions, and writes nothing' {
        Assert-Capability OwnProcess
        $sessions = 1..2 | ForEach-Object { New-SampleSession -Samples 100 | Wait -PassThru }
        $failure = Get-ErrorOf { $sessions | Save-OProfSession -Path $folder }
        $failure.FullyQualifiedErrorId | Should -Be 'OProfSaveSeveral,OProf.PowerShell.Cmdlets.SaveOProfSession'
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        $failure.TargetObject | Should -Be $folder
        $folder | Should -Not -Exist
    }

    It 'refuses a folder that has something in it; -Force deletes a recording' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100 | Wait -PassThru
        $session | Save-OProfSession -Path $folder
        (Get-ErrorOf { $session | Save-OProfSession -Path $folder }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingNotEmpty,*'
        { $session | Save-OProfSession -Path $folder -Force -ErrorAction Stop } | Should -Not -Throw
        Set-Content "$folder/mine" x
        (Get-ErrorOf { $session | Save-OProfSession -Path $folder -Force }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingForeign,*'
        Get-Content "$folder/mine" | Should -Be x
    }

    It 'does not write a session over what it is read from' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100 -With @{ Path = $folder } | Wait -PassThru
        (Get-ErrorOf { $session | Save-OProfSession -Path $folder -Force }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingInUse,*'
        $session | Remove-OProfSession
        $imported = Import-OProfCapture $folder
        $imported | Remove-OProfSession
        (Get-ErrorOf { $imported | Save-OProfSession -Path $folder -Force }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingInUse,*'
        @($imported | Get-OProfSample).Count | Should -Be 100
    }

    It 'says that there is no session' {
        (Get-ErrorOf { Save-OProfSession -Path $folder }).FullyQualifiedErrorId | Should -BeLike 'OProfSessionNotFound,*'
        Get-OProfSession nobody* | Save-OProfSession -Path $folder
        $folder | Should -Not -Exist
    }
}
