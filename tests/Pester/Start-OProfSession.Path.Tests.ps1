BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Start-OProfSession -Path' {
    BeforeEach { $folder = Join-Path $TestDrive ([guid]::NewGuid()) }
    AfterEach { Remove-AllSession }

    It 'writes a recording, and makes the parents of its folder' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 300 -With @{ Path = "$folder/a/b" } | Wait -PassThru
        $session.Path | Should -Be "$folder/a/b"
        $session.SampleCount | Should -Be 300
        $files = Get-ChildItem "$folder/a/b" -Force
        $files.Name | Should -Contain metadata
        $files.Name | Should -Contain definitions
        $files.Name | Should -Not -Contain .buffers
        $session.RecordedBytes | Should -Be ($files | Where-Object Name -NE metadata | Measure-Object Length -Sum).Sum
        (Get-Item "$folder/a/b").UnixMode | Should -Be 'drwx------'
    }

    It 'takes paths of PowerShell: relative ones, and drives' {
        Assert-Capability OwnProcess
        $null = New-Item -ItemType Directory $folder
        $null = New-PSDrive -Name Captures -PSProvider FileSystem -Root $folder
        Push-Location $folder
        try {
            (New-SampleSession -With @{ Path = 'one' }).Path | Should -Be "$folder/one"
            (New-SampleSession -With @{ LiteralPath = 'Captures:/[two]' }).Path | Should -Be "$folder/[two]"
        }
        finally {
            Remove-AllSession
            Pop-Location
            Remove-PSDrive Captures
        }
    }

    It 'gives the same samples from all cmdlets as from its folder' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 500 -With @{ Path = $folder }
        $waited = $session | Wait | ConvertTo-Csv
        $waited.Count | Should -Be 501
        $session | Get-OProfSample | ConvertTo-Csv | Should -Be $waited
        $session | Receive-OProfEvent -Wait -Kind Sample | ForEach-Object { $_.ToProfileSample() } | ConvertTo-Csv | Should -Be $waited
    }

    It 'is read while it runs' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 1000000 -With @{ Path = $folder }
        $followed = @($session | Receive-OProfEvent -Wait -Kind Sample | Select-Object -First 300)
        $samples = @($session | Get-OProfSample)
        $samples.Count | Should -BeGreaterOrEqual 300
        $samples[0..299] | ConvertTo-Csv | Should -Be ($followed | ForEach-Object { $_.ToProfileSample() } | ConvertTo-Csv)
        $rows = $session | Measure-OProfSample -By Process -WarningVariable said -WarningAction SilentlyContinue
        ($rows | Measure-Object Samples -Sum).Sum | Should -BeGreaterOrEqual $samples.Count
        "$said" | Should -Match 'still running'
        "$said" | Should -Not -Match 'cut off'
        $session.State | Should -Be Running
    }

    It 'is paused and goes on' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 1000000 -With @{ Path = $folder }
        $null = $session | Receive-OProfEvent -Wait -Kind Sample | Select-Object -First 100
        $session | Suspend-OProfSession
        $paused = @($session | Get-OProfSample)
        $session | Resume-OProfSession
        $last = $paused[-1].Time
        $after = $session | Receive-OProfEvent -Wait -Kind Sample | Where-Object Time -GT $last | Select-Object -First 100
        $session | Stop-OProfSession
        @($after).Count | Should -Be 100
        $imported = Import-OProfCapture $folder
        $imported.SampleCount | Should -Be $session.SampleCount
        $imported.Elapsed | Should -Be $session.Elapsed
        ($imported | Get-OProfStatistic -Total).Balanced | Should -BeTrue
    }

    It 'ends with its pipeline, and what was recorded is whole' {
        Assert-Capability OwnProcess
        $null = Start-OProfSession -ProcessId $PID -Event cpu-clock -Frequency 4999 -Path $folder | Receive-OProfEvent -Wait -Kind Sample | Select-Object -First 50
        (Get-OProfSession).EndReason | Should -Be PipelineEnded
        $imported = Import-OProfCapture $folder -WarningVariable said
        $said | Should -BeNullOrEmpty
        $imported.SampleCount | Should -BeGreaterOrEqual 50
    }

    Context 'a folder that is there' {
        It 'takes an empty one' {
            Assert-Capability OwnProcess
            $null = New-Item -ItemType Directory $folder
            (New-SampleSession -With @{ Path = $folder }).Path | Should -Be $folder
        }

        It 'refuses one with a recording, and -Force deletes that' {
            Assert-Capability OwnProcess
            New-SampleSession -Samples 100 -With @{ Path = $folder } | Wait -PassThru | Remove-OProfSession
            $failure = Get-ErrorOf { New-SampleSession -With @{ Path = $folder } }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfRecordingNotEmpty,*'
            $failure.CategoryInfo.Category | Should -Be ResourceExists
            $failure.TargetObject | Should -Be $folder
            New-SampleSession -Samples 200 -With @{ Path = $folder; Force = $true } | Wait -PassThru | Remove-OProfSession
            (Import-OProfCapture $folder).SampleCount | Should -Be 200
        }

        It 'refuses one with something else even with -Force' {
            Assert-Capability OwnProcess
            $null = New-Item "$folder/letters.txt" -Force -Value 'dear'
            $failure = Get-ErrorOf { New-SampleSession -With @{ Path = $folder; Force = $true } }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfRecordingForeign,*'
            Get-Content "$folder/letters.txt" | Should -Be 'dear'
        }

        It 'refuses a file' {
            Assert-Capability OwnProcess
            $null = New-Item $folder
            (Get-ErrorOf { New-SampleSession -With @{ Path = $folder; Force = $true } }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingIsFile,*'
        }

        It 'refuses one that a session reads from, under whatever name' {
            Assert-Capability OwnProcess
            $session = New-SampleSession -Samples 100 -With @{ Path = $folder } | Wait -PassThru
            $null = New-Item -ItemType SymbolicLink "$folder-link" -Value $folder
            foreach ($name in $folder, "$folder/", "$folder-link") {
                $failure = Get-ErrorOf { New-SampleSession -With @{ Path = $name; Force = $true } }
                $failure.FullyQualifiedErrorId | Should -BeLike 'OProfRecordingInUse,*'
            }
            @($session | Get-OProfSample).Count | Should -Be 100
            $session | Remove-OProfSession
            $null = Import-OProfCapture $folder
            (Get-ErrorOf { New-SampleSession -With @{ Path = $folder; Force = $true } }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingInUse,*'
        }
    }

    It 'refuses <Name> with <Id>' -ForEach @(
        @{ Name = 'a folder and a flight recorder'; Id = 'OProfOptionInvalid'; With = @{ Path = 'x'; Mode = 'Overwrite' } }
        @{ Name = 'a while to keep without a flight recorder'; Id = 'OProfOptionInvalid'; With = @{ Last = 5 } }
        @{ Name = 'a while of nothing'; Id = 'OProfOptionInvalid'; With = @{ Last = 0; Mode = 'Overwrite' } }
        @{ Name = 'a drive that is no disk'; Id = 'OProfPathNotFileSystem'; With = @{ Path = 'Variable:\x' } }
        @{ Name = 'a drive that there is not'; Id = 'OProfPathNotFileSystem'; With = @{ Path = 'nodrive:\x' } }
        @{ Name = 'a place where no file can be made'; Id = 'OProfRecordingNotWritable'; With = @{ Path = '/proc/oprof-recording' } }
    ) {
        Assert-Capability OwnProcess
        $before = Get-OpenPerfEventCount
        Push-Location $TestDrive
        try { (Get-ErrorOf { New-SampleSession -With $With }).FullyQualifiedErrorId | Should -Be "$Id,OProf.PowerShell.Cmdlets.StartOProfSession" }
        finally { Pop-Location }
        Get-OpenPerfEventCount | Should -Be $before
        Get-OProfSession | Should -BeNullOrEmpty
        Join-Path $TestDrive x | Should -Not -Exist
    }

    It 'leaves nothing where the session does not come about' {
        Assert-Capability OwnProcess
        (Get-ErrorOf { Start-OProfSession -Path "$folder/a/b" -Command no-such-command-anywhere }).FullyQualifiedErrorId | Should -BeLike 'OProfCommandNotFound,*'
        $folder | Should -Not -Exist
    }

    It 'gives an error, and goes on with the next session, where its folder is gone' {
        Assert-Capability OwnProcess
        $gone = New-SampleSession -With @{ Path = "$folder/gone" } | Wait -PassThru -Timeout 60
        $there = New-SampleSession -Samples 100 -With @{ Path = "$folder/there" } | Wait -PassThru
        Remove-Item "$folder/gone" -Recurse -Force
        $samples = $gone, $there | Get-OProfSample -ErrorVariable failure -ErrorAction SilentlyContinue
        @($samples).Count | Should -Be 100
        @($failure).Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'OProfImportNotFound,*'
        $failure[0].TargetObject | Should -Be "$folder/gone"
    }
}

Describe 'Start-OProfSession -Path on a disk that becomes full' {
    AfterEach { Remove-AllSession }

    It 'ends with the reason, and what was written before can be read' {
        Assert-Capability OwnProcess
        if ((id -u) -ne 0) { Set-ItResult -Skipped -Because 'only root can mount a small disk' }
        $disk = [System.IO.Directory]::CreateTempSubdirectory('oprof-disk-').FullName
        mount -t tmpfs -o size=6m tmpfs $disk 2> $null
        if ($LASTEXITCODE) {
            Remove-Item $disk
            Set-ItResult -Skipped -Because 'no disk may be mounted here'
        }
        try {
            $session = New-SampleSession -Samples 10000000 -With @{ Period = 20000; Path = "$disk/recording" }
            $samples = @($session | Wait -ErrorVariable failure -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
            @($failure).Count | Should -Be 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'OProfRecordingNoSpace,*'
            $failure[0].TargetObject | Should -Be "$disk/recording"
            $session.State | Should -Be Failed
            $samples.Count | Should -BeGreaterThan 1000
            $imported = Import-OProfCapture "$disk/recording" -Recover -WarningAction SilentlyContinue
            $imported | Get-OProfSample | ConvertTo-Csv | Should -Be ($samples | ConvertTo-Csv)
            (Get-ErrorOf { $imported | Save-OProfSession -Path "$disk/another" }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingNoSpace,*'
            "$disk/another" | Should -Not -Exist
        }
        finally {
            Remove-AllSession
            umount --lazy $disk
            Remove-Item $disk
        }
    }
}

Describe 'Start-OProfSession -Mode Overwrite' {
    AfterEach { Remove-AllSession }

    It 'keeps the newest samples, and says how many it overwrote' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 60000 -With @{ Period = 50000; Mode = 'Overwrite'; MaxMemory = 4MB; CallGraph = 'None' }
        $samples = @($session | Wait -WarningVariable said -WarningAction SilentlyContinue)
        $session.EndReason | Should -Be SampleLimit
        $session.Mode | Should -Be Overwrite
        $session.OverwrittenCount | Should -BeGreaterThan 0
        $samples.Count | Should -Be ($session.SampleCount - $session.OverwrittenCount)
        "$said" | Should -Match "the oldest $($session.OverwrittenCount) were overwritten"
        $session.Notice | Should -Match 'were overwritten'
        $session.MemoryUsed | Should -BeLessOrEqual 4MB
    }

    It 'keeps the last while' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 60000 -With @{ Period = 50000; Mode = 'Overwrite'; Last = 0.2; CallGraph = 'None' } | Wait -PassThru -WarningAction SilentlyContinue
        $session.OverwrittenCount | Should -BeGreaterThan 0
        $times = ($session | Get-OProfSample).Time
        ($times[-1] - $times[0]) / 1e9 | Should -BeGreaterOrEqual 0.2
    }

    It 'has overwritten nothing in the other mode' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 100 | Wait -PassThru
        $session.Mode | Should -Be Discard
        $session.OverwrittenCount | Should -Be 0
        $session.Path | Should -BeNullOrEmpty
        $session.RecordedBytes | Should -BeNullOrEmpty
    }
}
