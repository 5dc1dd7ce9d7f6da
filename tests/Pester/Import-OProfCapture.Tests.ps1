BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # A recording of some hundred samples, of a session that is not there any more.
    function New-Recording {
        param([string] $Path, [long] $Samples = 300, [hashtable] $With = @{})
        New-SampleSession -Samples $Samples -With ($With + @{ Path = $Path }) | Wait -PassThru -WarningAction SilentlyContinue | Remove-OProfSession
    }

    function Edit-Byte {
        param([string] $Path, [scriptblock] $Edit)
        $bytes = [System.IO.File]::ReadAllBytes($Path)
        [System.IO.File]::WriteAllBytes($Path, [byte[]] (& $Edit $bytes))
    }

    # The stream file of a CPU that has samples.
    function Get-LargestStream {
        param([string] $Path)
        Get-ChildItem $Path -Filter cpu_* | Sort-Object Length | Select-Object -Last 1
    }

    # A trace as another tracer would write it: two CPUs, three events each.
    function New-ForeignTrace {
        param([string] $Path, [int] $NameLength = 3)
        $null = New-Item -ItemType Directory $Path -Force
        [System.IO.File]::WriteAllText("$Path/metadata", @'
/* CTF 1.8 */
typealias integer { size = 8; align = 8; signed = false; } := u8;
typealias integer { size = 32; align = 8; signed = false; } := u32;
typealias integer { size = 64; align = 8; signed = false; } := u64;
trace { major = 1; minor = 8; byte_order = le; packet.header := struct { u32 magic; }; };
env { hostname = "elsewhere"; tracer_name = "some-tracer"; };
clock { name = "monotonic"; freq = 1000000000; offset = 1000000000000000000; };
typealias integer { size = 64; align = 8; signed = false; map = clock.monotonic.value; } := stamp;
stream {
    packet.context := struct { u32 cpu_id; };
    event.header := struct { u8 id; stamp timestamp; };
};
event { id = 0; name = "disk_read"; fields := struct { u64 sector; string device; enum : u8 { "queued" = 0, "done" = 1 } state; }; };
'@)
        foreach ($cpu in 0, 1) {
            $writer = [System.IO.BinaryWriter]::new([System.IO.File]::Create("$Path/channel_$cpu"))
            $writer.Write([uint32] 3254525889)
            $writer.Write([uint32] $cpu)
            foreach ($number in 1..3) {
                $writer.Write([byte] 0)
                $writer.Write([uint64] (1000 * $number + $cpu))
                $writer.Write([uint64] (100 * $number + $cpu))
                $writer.Write([System.Text.Encoding]::ASCII.GetBytes('sda'.PadRight($NameLength, '-') + "$cpu`0"))
                $writer.Write([byte] ($number % 2))
            }
            $writer.Dispose()
        }
    }
}

Describe 'Import-OProfCapture' {
    BeforeEach { $folder = Join-Path $TestDrive ([guid]::NewGuid()) }
    AfterEach { Remove-AllSession }

    Context 'of a recording' {
        It 'gives the same samples as the live session gave, field by field: <Name>' -ForEach @(
            @{ Name = 'with call chains'; With = @{ Event = 'cpu-clock' } }
            @{ Name = 'without'; With = @{ Event = 'cpu-clock'; CallGraph = 'None' } }
            @{ Name = 'with groups'; With = @{ Event = '{cpu-clock,page-faults}' } }
        ) {
            Assert-Capability OwnProcess
            $session = Start-OProfSession -Command sh, -c, 'while :; do :; done' -Path $folder -MaxSample 500 -Frequency 4999 @With
            $live = $session | Receive-OProfEvent -Wait -Kind Sample
            $live.Count | Should -Be 500
            $imported = Import-OProfCapture $folder
            $imported | Get-OProfSample | ConvertTo-Csv | Should -Be ($live | ForEach-Object { $_.ToProfileSample() } | ConvertTo-Csv)
            $imported | Receive-OProfEvent -Kind Sample | ConvertTo-Csv | Should -Be ($live | ConvertTo-Csv)
        }

        It 'gives the same session, statistic and cookies' {
            Assert-Capability OwnProcess
            $session = New-SampleSession -Samples 300 -With @{ Path = $folder } | Wait -PassThru
            $imported = Import-OProfCapture $folder
            $other = 'Id', 'MemoryUsed', 'RecordedBytes', 'EndsWithPipeline'
            foreach ($property in $session.PSObject.Properties.Name | Where-Object { $_ -notin $other }) {
                "$($imported.$property)" | Should -Be "$($session.$property)" -Because $property
            }
            $imported | Get-OProfStatistic | ConvertTo-Csv | Should -Be ($session | Get-OProfStatistic | ConvertTo-Csv)
            $imported | Get-OProfCookie | ConvertTo-Csv | Should -Be ($session | Get-OProfCookie | ConvertTo-Csv)
            $imported | Measure-OProfSample -By Process, Image | ConvertTo-Csv | Should -Be ($session | Measure-OProfSample -By Process, Image | ConvertTo-Csv)
        }

        It 'is a session like others' {
            Assert-Capability OwnProcess
            New-Recording $folder
            $imported = Import-OProfCapture $folder -Name again
            $imported.Name | Should -Be again
            [object]::ReferenceEquals((Get-OProfSession again), $imported) | Should -BeTrue
            @($imported | Wait).Count | Should -Be 300
            ($imported | Wait -PassThru).Id | Should -Be $imported.Id
            @($imported | Receive-OProfEvent -Wait -Kind Sample).Count | Should -Be 300
            { $imported | Stop-OProfSession -ErrorAction Stop } | Should -Not -Throw
            foreach ($failure in (Get-ErrorOf { $imported | Suspend-OProfSession }), (Get-ErrorOf { $imported | Resume-OProfSession })) {
                $failure.FullyQualifiedErrorId | Should -BeLike 'OProfSessionState,*'
            }
            ($imported | ConvertTo-Json | ConvertFrom-Json).SampleCount | Should -Be 300
            $imported | ConvertTo-Csv | Should -Not -Match 'System\.|OProf\.'
            $imported | Out-String -Width 160 | Should -Match 'again\s+Stopped\s+SampleLimit'
            $imported | Remove-OProfSession
            Get-OProfSession | Should -BeNullOrEmpty
            "$folder/metadata" | Should -Exist
        }

        It 'takes several folders, wildcards, names with brackets, and the pipeline' {
            Assert-Capability OwnProcess
            foreach ($name in 'a', 'b', '[c]') { New-Recording "$folder/$name" -Samples 100 -With @{ Name = $name } }
            (Import-OProfCapture "$folder/a", "$folder/b").Name | Should -Be 'a', 'b'
            (Import-OProfCapture "$folder/?").Name | Should -Be 'a', 'b'
            (Import-OProfCapture -LiteralPath "$folder/[c]").Name | Should -Be '[c]'
            (Get-ChildItem $folder -Directory | Import-OProfCapture).Name | Sort-Object | Should -Be '[c]', 'a', 'b'
            ("$folder/a" | Import-OProfCapture).Name | Should -Be 'a'
            ((Get-OProfSession a)[0] | Import-OProfCapture).Name | Should -Be 'a'
        }

        It 'needs no recovery, and says nothing of one' {
            Assert-Capability OwnProcess
            New-Recording $folder
            $imported = Import-OProfCapture $folder -Recover -WarningVariable said
            $said | Should -BeNullOrEmpty
            $imported.SampleCount | Should -Be 300
        }
    }

    Context 'of a capture whose process was killed' {
        It 'reads what is in the files, and with -Recover all that was captured' {
            Assert-Capability OwnProcess
            $code = "Import-Module '$Manifest'; `$session = Start-OProfSession -ProcessId `$PID -Event cpu-clock -Frequency 4999 -Path '$folder'; " +
            '$null = $session | Receive-OProfEvent -Wait -Kind Sample | Select-Object -First 500; [Console]::Out.WriteLine("seen"); while ($true) { }'
            $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
            '-NoProfile', '-NonInteractive', '-Command', $code | ForEach-Object { $start.ArgumentList.Add($_) }
            $start.RedirectStandardOutput = $true
            $child = [System.Diagnostics.Process]::Start($start)
            try { $child.StandardOutput.ReadLine() | Should -Be seen }
            finally {
                $child.Kill()
                $child.WaitForExit()
            }

            $partial = Import-OProfCapture $folder -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match '-Recover reads that, too'
            $partial.EndReason | Should -Be Interrupted
            $whole = Import-OProfCapture $folder -Recover -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match 'was cut off; what lay in its buffers was read'
            $whole.State | Should -Be Failed
            $whole.SampleCount | Should -BeGreaterOrEqual 500
            $whole.SampleCount | Should -BeGreaterOrEqual $partial.SampleCount
            @($whole | Get-OProfSample).Count | Should -Be $whole.SampleCount
            ($whole | Get-OProfSample | Select-Object -First 1).ProcessId | Should -Be $child.Id
            ($whole | Get-OProfStatistic -Total).Balanced | Should -BeTrue
            "$folder/.buffers" | Should -Exist

            $whole | Save-OProfSession -Path "$folder-saved"
            (Import-OProfCapture "$folder-saved" -WarningAction SilentlyContinue).SampleCount | Should -Be $whole.SampleCount
        }
    }

    Context 'of what is damaged' {
        It 'leaves out what is cut off a stream file, and says so' {
            Assert-Capability OwnProcess
            New-Recording $folder
            $file = Get-LargestStream $folder
            Edit-Byte $file { param($bytes) $bytes[0..($bytes.Count - 101)] }
            $imported = Import-OProfCapture $folder -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match "$($file.Name): at offset \d+: expected a packet of \d+ bytes, found"
            $imported.Notice | Should -Match $file.Name
            @($imported | Get-OProfSample).Count | Should -BeLessThan 300
        }

        It 'leaves out a packet of another trace, and says so' {
            Assert-Capability OwnProcess
            New-Recording $folder
            Edit-Byte (Get-LargestStream $folder) { param($bytes) $bytes[5] = $bytes[5] -bxor 255; $bytes }
            $null = Import-OProfCapture $folder -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match 'expected a packet of the trace'
        }

        It 'says file, line and column of metadata that is altered' {
            Assert-Capability OwnProcess
            New-Recording $folder
            $lines = [System.IO.File]::ReadAllLines("$folder/metadata")
            $line = [array]::FindIndex($lines, [Predicate[string]] { $args[0] -eq '    major = 1;' })
            $lines[$line] = '    major = ;'
            [System.IO.File]::WriteAllLines("$folder/metadata", $lines)
            $failure = Get-ErrorOf { Import-OProfCapture $folder }
            $failure.FullyQualifiedErrorId | Should -Be 'OProfImportMetadata,OProf.PowerShell.Cmdlets.ImportOProfCapture'
            $failure.CategoryInfo.Category | Should -Be InvalidData
            $failure.TargetObject | Should -Be "$folder/metadata"
            "$failure" | Should -Match "metadata: line $($line + 1), column 13: expected"
            Get-OProfSession | Should -BeNullOrEmpty
        }

        It 'says which version it reads' {
            Assert-Capability OwnProcess
            New-Recording $folder
            $text = [System.IO.File]::ReadAllText("$folder/metadata").Replace('oprof_format = 2;', 'oprof_format = 99;')
            [System.IO.File]::WriteAllText("$folder/metadata", $text)
            $failure = Get-ErrorOf { Import-OProfCapture $folder }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfImportFormat,*'
            "$failure" | Should -Match 'expected oprof_format = 2, found 99'
        }

        It 'says that definitions contradict each other' {
            Assert-Capability OwnProcess
            New-Recording $folder
            Edit-Byte "$folder/definitions" { param($bytes) $bytes + $bytes }
            $failure = Get-ErrorOf { Import-OProfCapture $folder }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfImportContradicts,*'
            $failure.TargetObject | Should -Be $folder
        }

        It 'says that the definitions are missing' {
            Assert-Capability OwnProcess
            New-Recording $folder
            Remove-Item "$folder/definitions"
            $failure = Get-ErrorOf { Import-OProfCapture $folder }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfImportFormat,*'
            $failure.TargetObject | Should -Be "$folder/definitions"
        }

        It 'gives an error where the files go after the import' {
            Assert-Capability OwnProcess
            New-Recording $folder
            $imported = Import-OProfCapture $folder
            Get-ChildItem $folder -Filter cpu_* | Remove-Item
            foreach ($failure in (Get-ErrorOf { $imported | Get-OProfSample }), (Get-ErrorOf { $imported | Measure-OProfSample }),
                (Get-ErrorOf { $imported | Wait }), (Get-ErrorOf { $imported | Receive-OProfEvent }), (Get-ErrorOf { $imported | Save-OProfSession -Path "$folder-2" })) {
                $failure.FullyQualifiedErrorId | Should -BeLike 'OProfImport*,OProf.PowerShell.Cmdlets.*'
                $failure.TargetObject | Should -Be $folder
            }
            "$folder-2" | Should -Not -Exist
        }
    }

    Context 'of what is no capture' {
        It 'says <Id> for <Name>' -ForEach @(
            @{ Name = 'nothing'; Id = 'OProfImportNotFound'; Category = 'ObjectNotFound'; Make = { } }
            @{ Name = 'a file'; Id = 'OProfImportNotATrace'; Category = 'InvalidData'; Make = { param($folder) Set-Content $folder x } }
            @{ Name = 'an empty folder'; Id = 'OProfImportNotATrace'; Category = 'InvalidData'; Make = { param($folder) New-Item -ItemType Directory $folder } }
            @{ Name = 'stream files without metadata'; Id = 'OProfImportNotATrace'; Category = 'InvalidData'; Make = { param($folder) New-ForeignTrace $folder; Remove-Item "$folder/metadata" } }
            @{ Name = 'metadata without stream files'; Id = 'OProfImportFormat'; Category = 'InvalidData'; Make = { param($folder) New-ForeignTrace $folder; Remove-Item "$folder/channel*" } }
            @{ Name = 'metadata that is a picture'; Id = 'OProfImportMetadata'; Category = 'InvalidData'; Make = { param($folder) New-ForeignTrace $folder; Set-Content "$folder/metadata" -AsByteStream ([byte[]] (0x89, 0x50, 0x4E, 0x47, 1, 2, 3)) } }
        ) {
            $null = & $Make $folder
            $failure = Get-ErrorOf { Import-OProfCapture $folder }
            $failure.FullyQualifiedErrorId | Should -Be "$Id,OProf.PowerShell.Cmdlets.ImportOProfCapture"
            $failure.CategoryInfo.Category | Should -Be $Category
            $failure.TargetObject | Should -BeLike "$folder*"
            $failure.ErrorDetails.RecommendedAction | Should -Match $Id
            Get-OProfSession | Should -BeNullOrEmpty
        }

        It 'says which drives and patterns lead nowhere' {
            (Get-ErrorOf { Import-OProfCapture "$folder/no*" }).FullyQualifiedErrorId | Should -BeLike 'OProfImportNotFound,*'
            (Get-ErrorOf { Import-OProfCapture Variable:PID }).FullyQualifiedErrorId | Should -BeLike 'OProfPathNotFileSystem,*'
            (Get-ErrorOf { Import-OProfCapture Variable:P* }).FullyQualifiedErrorId | Should -BeLike 'OProfPathNotFileSystem,*'
            (Get-ErrorOf { Import-OProfCapture nodrive:/x* }).FullyQualifiedErrorId | Should -BeLike 'OProfPathNotFileSystem,*'
        }

        It 'goes on with the next folder' {
            New-ForeignTrace "$folder/good"
            $imported = Import-OProfCapture "$folder/none", "$folder/none*", "$folder/good" -ErrorVariable failure -ErrorAction SilentlyContinue
            @($imported).Count | Should -Be 1
            @($failure).Count | Should -Be 2
        }

        It 'refuses a folder of recordings, and says how to import them' {
            Assert-Capability OwnProcess
            New-Recording "$folder/one" -Samples 50
            $failure = Get-ErrorOf { Import-OProfCapture $folder }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfImportNotATrace,*'
            "$failure" | Should -Match "$folder/one"
        }

        It 'says that the permissions forbid it' {
            if ((id -u) -ne 0) { Set-ItResult -Skipped -Because 'only root can become another user' }
            if (-not (Get-Command setpriv -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'setpriv (util-linux) is not installed' }
            $user = '--reuid=65534', '--regid=65534', '--clear-groups'
            setpriv @user test -r "$Manifest"
            if ($LASTEXITCODE) { Set-ItResult -Skipped -Because 'the user nobody may not read the checkout' }
            $closed = [System.IO.Directory]::CreateTempSubdirectory('oprof-closed-').FullName
            try {
                New-ForeignTrace "$closed/trace"
                chmod 755 $closed
                chmod 700 "$closed/trace"
                $code = "Import-Module '$Manifest'; try { Import-OProfCapture '$closed/trace' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
                $said = setpriv @user env HOME=/nonexistent POWERSHELL_UPDATECHECK=Off pwsh -NoProfile -NonInteractive -Command $code 2>&1
                "$said" | Should -Match 'OProfImportDenied,'
            }
            finally { Remove-Item $closed -Recurse }
        }
    }

    Context 'of another tracer' {
        It 'gives its events as data records with named fields' {
            New-ForeignTrace $folder
            $session = Import-OProfCapture $folder
            $session.Target | Should -Be 'trace of some-tracer'
            $session.Event | Should -Be disk_read
            $session.Cpu | Should -Be '0-1'
            $session.Frequency | Should -BeNullOrEmpty
            $events = @($session | Receive-OProfEvent -Kind Data)
            $events.Count | Should -Be 6
            $events.Cpu | Should -Be 0, 1, 0, 1, 0, 1
            $events.Time | Should -Be 1000, 1001, 2000, 2001, 3000, 3001
            $events.Name | Select-Object -Unique | Should -Be disk_read
            $events.Fields.sector | Should -Be 100, 101, 200, 201, 300, 301
            $events[1].Fields.device | Should -Be sda1
            "$($events[0].Fields.state)" | Should -Be done
            @($session | Receive-OProfEvent -Wait -Kind Data).Count | Should -Be 6
            $session | Get-OProfSample | Should -BeNullOrEmpty
            ($session | Get-OProfStatistic -Total).Delivered | Should -Be 6
        }

        It 'takes the folder above, as LTTng makes them, and a name' {
            New-ForeignTrace "$folder/ust/uid/0/64-bit"
            (Import-OProfCapture $folder -Name mine -Recover).Name | Should -Be mine
        }

        It 'is saved as a recording with the same names and fields' {
            New-ForeignTrace $folder
            $session = Import-OProfCapture $folder
            $session | Save-OProfSession -Path "$folder-2"
            $saved = Import-OProfCapture "$folder-2"
            $saved | Receive-OProfEvent -Kind Data | ConvertTo-Json -Depth 4 | Should -Be ($session | Receive-OProfEvent -Kind Data | ConvertTo-Json -Depth 4)
            $saved | Get-OProfStatistic | ConvertTo-Csv | Should -Be ($session | Get-OProfStatistic | ConvertTo-Csv)
        }

        It 'is saved without the records that no packet can hold, which is said' {
            New-ForeignTrace $folder -NameLength 300000
            $session = Import-OProfCapture $folder
            @($session | Receive-OProfEvent -Kind Data).Count | Should -Be 6
            $session | Save-OProfSession -Path "$folder-2"
            $saved = Import-OProfCapture "$folder-2" -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match '6 records are larger than a packet'
            $saved | Receive-OProfEvent -Kind Data | Should -BeNullOrEmpty
        }

        It 'reads what LTTng records of a program' {
            foreach ($program in 'lttng', 'lttng-sessiond', 'babeltrace2') {
                if (-not (Get-Command $program -ErrorAction Ignore)) { Set-ItResult -Skipped -Because "$program is not installed" }
            }
            $name = "oprof-$([guid]::NewGuid().ToString('N'))"
            $pidFile = Join-Path $TestDrive "$name.pid"
            lttng list *> $null
            if ($LASTEXITCODE) {
                # Redirected by the shell: a pipe of PowerShell's would be the daemon's too, and open as long as it runs.
                sh -c 'exec lttng-sessiond --no-kernel --background --pidfile "$0" > /dev/null 2>&1' $pidFile
                if ($LASTEXITCODE) { Set-ItResult -Skipped -Because 'no session daemon of LTTng can be started here' }
            }
            try {
                $null = lttng create $name --output $folder
                $null = lttng enable-event -s $name -u 'lttng_ust_libc:*'
                $null = lttng add-context -s $name -u -t vpid -t procname
                $null = lttng start $name
                env LD_PRELOAD=liblttng-ust-libc-wrapper.so LTTNG_UST_REGISTER_TIMEOUT=-1 ls / > $null
                $null = lttng stop $name
                $null = lttng destroy $name
            }
            finally {
                if (Test-Path $pidFile) { kill (Get-Content $pidFile) }
            }
            if (-not (Get-ChildItem $folder -Recurse -Filter metadata)) { Set-ItResult -Skipped -Because 'liblttng-ust-libc-wrapper is not installed' }

            $expected = @(babeltrace2 $folder)
            $events = @(Import-OProfCapture $folder | Receive-OProfEvent -Kind Data)
            $events.Count | Should -Be $expected.Count
            $events.Count | Should -BeGreaterThan 10
            $first = $expected[0]
            $first | Should -Match " $([regex]::Escape($events[0].Name)): "
            foreach ($field in $events[0].Fields.Keys) { $first | Should -Match "\b$field = " }
            ($events | Where-Object Name -EQ 'lttng_ust_libc:malloc')[0].Fields.size | Should -BeGreaterThan 0
            $events.Command | Select-Object -Unique | Should -Be ls
            Get-OProfSession | Save-OProfSession -Path "$folder-2"
            $saved = Import-OProfCapture "$folder-2" | Receive-OProfEvent -Kind Data
            $saved | ConvertTo-Json -Depth 4 | Should -Be ($events | ConvertTo-Json -Depth 4)
        }
    }

    Context 'of a file of perf record' {
        BeforeAll {
            $perfData = Join-Path $TestDrive 'ls.data'
            if (Get-Command perf -CommandType Application -ErrorAction Ignore) {
                # With this option perf gets over sessions that run beside it (docs/troubleshooting.md).
                perf record -q -N --buildid-mmap -F 1999 -e 'cpu-clock,page-faults' -g -o $perfData sh -c 'ls -lR /etc /usr/share/doc' *> $null
            }

            function Assert-PerfData { if (-not (Test-Path $perfData)) { Set-ItResult -Skipped -Because 'there is no perf, or it cannot record' } }
        }

        It 'gives the samples of perf script' {
            Assert-PerfData
            $session = Import-OProfCapture $perfData
            $session | Select-Object Name, State, Event, LostCount |
                Should -BeLikeExactly '@{Name=ls.data; State=Stopped; Event=cpu-clock*, page-faults*; LostCount=0}'
            $expected = @(perf script -i $perfData -G -F time --ns | ForEach-Object { [long] ([decimal] $_.Trim().TrimEnd(':') * 1e9) } | Sort-Object)
            $expected.Count | Should -BeGreaterThan 20
            $session.SampleCount | Should -Be $expected.Count
            ($session | Get-OProfSample).Time | Should -Be $expected
        }

        It 'works with every cmdlet that reads sessions' {
            Assert-PerfData
            $session = Import-OProfCapture $perfData
            $rows = @($session | Measure-OProfSample -By Image)
            ($rows | Where-Object Event -Like cpu-clock* | Measure-Object Share -Sum).Sum | Should -BeGreaterThan 0.999
            $self = @($session | Measure-OProfSample -By Event, Image -SelfOnly)
            ($self | Measure-Object Samples -Sum).Sum | Should -Be $session.SampleCount
            foreach ($row in $self) { $row.Total | Should -Be $row.Share }
            @($session | Get-OProfCookie).Path | Should -Contain (Get-Item (Get-Command ls -CommandType Application | Select-Object -First 1).Source).ResolvedTarget
            $statistics = @($session | Get-OProfStatistic)
            ($statistics | Where-Object Cpu -NE $null | Measure-Object Delivered -Sum).Sum | Should -Be $session.SampleCount
            ($statistics | Where-Object Cpu -EQ $null).Delivered | Should -Be $session.SampleCount
            @($session | Receive-OProfEvent -Kind Sample).Count | Should -Be $session.SampleCount
            $session | Save-OProfSession -Path $folder
            Import-OProfCapture $folder | Get-OProfSample | ConvertTo-Csv | Should -Be ($session | Get-OProfSample | ConvertTo-Csv)
        }

        It 'is taken by a pattern, and by what lies beside it is not' {
            Assert-PerfData
            Copy-Item $perfData (New-Item -ItemType Directory $folder)
            Set-Content "$folder/notes.txt" 'nothing'
            (Import-OProfCapture "$folder/*").Name | Should -Be ls.data
            (Get-ErrorOf { Import-OProfCapture "$folder/notes.txt" }).FullyQualifiedErrorId | Should -BeLike 'OProfImportNotATrace,*'
        }

        It 'says what is missing of one that was cut off' {
            Assert-PerfData
            $bytes = [System.IO.File]::ReadAllBytes($perfData)
            [System.IO.File]::WriteAllBytes("$perfData.cut", $bytes[0..($bytes.Count / 2)])
            $session = Import-OProfCapture "$perfData.cut" -WarningVariable said -WarningAction SilentlyContinue
            $session.Notice | Should -BeLike '*cut off*'
            $session.EndReason | Should -Be Interrupted
            $said -match 'cut off' | Should -Not -BeNullOrEmpty
        }
    }

    Context 'of other profilers' {
        BeforeAll {
            # The shares of a session by symbol, one text a row.
            function Get-SymbolShare {
                param($Session)
                $Session | Measure-OProfSample -By Symbol | ForEach-Object { '{0} {1} {2:F9} {3:F9}' -f $_.Symbol, $_.Samples, $_.Share, $_.Total } | Sort-Object
            }
        }

        It 'gives the shares of the session that was exported: <_>' -ForEach '.pb.gz', '.nettrace' {
            Assert-Capability OwnProcess
            $null = New-Item -ItemType Directory $folder
            $session = New-SampleSession -Samples 300 -With @{ Event = 'cpu-clock' } | Wait -PassThru
            $session | Export-OProfCapture "$folder/x$_"
            $imported = Import-OProfCapture "$folder/x$_" -WarningAction SilentlyContinue
            $imported.SampleCount | Should -Be 300
            Get-SymbolShare $imported | Should -Be (Get-SymbolShare $session)
            ($imported | Measure-OProfSample -By Process).ProcessId | Should -Be ($session | Measure-OProfSample -By Process).ProcessId
        }

        It 'works with every cmdlet that reads samples' {
            $null = New-Item -ItemType Directory $folder
            Set-Content "$folder/a.folded" 'main;work;sort 70', 'main;work 20', 'main;idle 10'
            Set-Content "$folder/b.folded" 'main;work;sort 700', 'main;work 100', 'main;idle 200'
            $a, $b = Import-OProfCapture "$folder/*.folded" -WarningAction SilentlyContinue
            $a.Name | Should -Be a.folded
            $a.Notice | Should -BeLike '*times, CPUs, process ids*'
            @($a | Get-OProfSample).Count | Should -Be 100
            ($a | Get-OProfSample | Group-Object CallStack | Sort-Object Count -Descending).Name | Should -Be 'main;work;sort', 'main;work', 'main;idle'
            $rows = $a | Measure-OProfSample -By Symbol
            ($rows | Where-Object Symbol -EQ work).Total | Should -Be 0.9
            ($rows | Where-Object Symbol -EQ work).Share | Should -Be 0.2
            ($a | Get-OProfCallTree | Out-String) | Should -Match 'sort'
            ($a | Show-OProfFlameGraph -Path "$folder/a.svg" -PassThru).Name | Should -Be a.svg
            ($a, $b | Compare-OProfCapture | Where-Object Symbol -EQ idle).Difference | Should -BeGreaterThan 0.05
            (Get-ErrorOf { $a | Save-OProfSession -Path "$folder/saved" }).FullyQualifiedErrorId | Should -BeLike 'OProfRecordingGivenNames,*'
            "$folder/saved" | Should -Not -Exist
        }

        It 'gives the samples that perf script prints' {
            if (-not (Get-Command perf -CommandType Application -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'there is no perf' }
            $null = New-Item -ItemType Directory $folder
            perf record -q -N --buildid-mmap -g -F 1999 -e cpu-clock -o "$folder/perf.data" sh -c 'ls -lR /etc /usr/share/doc' *> $null
            if ($LASTEXITCODE) { Set-ItResult -Skipped -Because 'perf cannot record here' }
            perf script -i "$folder/perf.data" -F +pid --ns 2> $null > "$folder/perf.txt"
            $text = Import-OProfCapture "$folder/perf.txt" -WarningAction SilentlyContinue
            $data = Import-OProfCapture "$folder/perf.data"
            ($text | Get-OProfSample).Time | Should -Be ($data | Get-OProfSample).Time
            ($text | Get-OProfSample).ProcessId | Should -Be ($data | Get-OProfSample).ProcessId
        }

        It 'says what is wrong with a file and where' {
            $null = New-Item -ItemType Directory $folder
            Set-Content "$folder/a.folded" (@('a;b 1') * 20000 + 'a;b one')
            $failure = Get-ErrorOf { Import-OProfCapture "$folder/a.folded" }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfImportFormat,*'
            "$failure" | Should -Match "a.folded: at line 20001: expected .*, found 'a;b one'"
        }
    }

    It 'shows how far it is, and ends with its pipeline' {
        # A trace large enough that to read it takes longer than a second, in one stream.
        New-ForeignTrace $folder
        $bytes = [System.IO.File]::ReadAllBytes("$folder/channel_0")
        $body = [System.IO.MemoryStream]::new()
        while ($body.Length -lt 8MB) { $body.Write($bytes, 8, $bytes.Count - 8) }
        $stream = [System.IO.File]::OpenWrite("$folder/channel_0")
        $stream.Position = 8
        foreach ($copy in 1..50) { $body.WriteTo($stream) }
        $stream.Dispose()
        $code = { param($manifest, $folder) Import-Module $manifest; Import-OProfCapture $folder }
        $shell = [powershell]::Create().AddScript($code).AddArgument("$Manifest").AddArgument($folder)
        try {
            $running = $shell.BeginInvoke()
            while ($shell.Streams.Progress.Count -eq 0 -and -not $running.AsyncWaitHandle.WaitOne(10)) { }
            if ($running.IsCompleted) { Set-ItResult -Skipped -Because 'this machine reads 400 MiB of events in less than a second' }
            $shell.Streams.Progress[0].Activity | Should -Be "Reading $folder"
            $shell.Stop()
            Get-OProfSession | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }
}
