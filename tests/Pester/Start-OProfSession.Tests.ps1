BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Start-OProfSession' {
    AfterEach { Remove-AllSession }

    Context 'targets' {
        It 'captures the whole system where no target is given' {
            Assert-Capability SystemWide
            $session = Start-OProfSession -Event cpu-clock
            $session.State | Should -Be Running
            $session.Target | Should -Be 'system'
            $session.Frequency | Should -Be 999
            $session.CallGraph | Should -Be FramePointer
            $session.MaxMemory | Should -Be 512MB
        }

        It 'launches a command and keeps its exit code' {
            Assert-Capability OwnProcess
            $session = Start-OProfSession -Command sh, -c, 'exit 3' | Wait -PassThru
            $session.EndReason | Should -Be CommandExited
            $session.ExitReason | Should -Be Exited
            $session.ExitCode | Should -Be 3
            $session.Command | Should -Be "sh -c 'exit 3'"
        }

        It 'captures what the command writes' {
            Assert-Capability OwnProcess
            $session = Start-OProfSession -Command sh, -c, 'echo out; echo err >&2' -CommandOutput Capture | Wait -PassThru
            $session.StandardOutput | Should -Be "out`n"
            $session.StandardError | Should -Be "err`n"
        }

        It 'starts the command in the current location' {
            Assert-Capability OwnProcess
            Push-Location $TestDrive
            try {
                $session = Start-OProfSession -Command pwd -CommandOutput Capture | Wait -PassThru
                $session.StandardOutput.Trim() | Should -Be (Get-Item $TestDrive).FullName
            }
            finally { Pop-Location }
        }

        It 'takes the processes of a pipeline into one session' {
            Assert-Capability OwnProcess
            $children = 1..2 | ForEach-Object { Start-Process sleep 60 -PassThru }
            try {
                $session = $children | Start-OProfSession -Event cpu-clock
                @($session).Count | Should -Be 1
                foreach ($child in $children) { $session.Target | Should -Match $child.Id }
            }
            finally { $children | Stop-Process }
        }

        It 'finds processes by name' {
            Assert-Capability OwnProcess
            $child = Start-Process sleep 60 -PassThru
            try {
                $session = Start-OProfSession -ProcessName sle?p -Event cpu-clock
                $session.Target | Should -Match $child.Id
            }
            finally { $child | Stop-Process }
        }

        It 'ends with its processes, without an error' {
            Assert-Capability OwnProcess
            $child = Start-Process sleep 60 -PassThru
            $session = Start-OProfSession -ProcessId $child.Id -Event cpu-clock
            $child | Stop-Process
            $session = $session | Wait -PassThru -Timeout 20
            $session.EndReason | Should -Be TargetExited
        }
    }

    Context 'limits' {
        It 'ends at its duration, given as <Given>' -ForEach @(
            @{ Given = 0.2 }, @{ Given = '200ms' }, @{ Given = '00:00:00.2' }, @{ Given = [timespan]::FromMilliseconds(200) }
        ) {
            Assert-Capability SystemWide
            $session = Start-OProfSession -Duration $Given -Event cpu-clock | Wait -PassThru
            $session.EndReason | Should -Be Duration
            $session.Elapsed.TotalMilliseconds | Should -BeGreaterOrEqual 200
        }

        It 'takes a duration of <Literal> for what it says, which PowerShell takes for a number of another type' -ForEach @(
        @{ Literal = '0.3s'; Seconds = 0.3 }, @{ Literal = '1200us'; Seconds = 0.0012 }, @{ Literal = '0.000003d'; Seconds = 0.2592 }
    ) {
        Assert-Capability OwnProcess
        $code = [scriptblock]::Create("Start-OProfSession -ProcessId `$PID -Event cpu-clock -Duration $Literal | Wait -PassThru")
        $session = & $code
        $session.EndReason | Should -Be Duration
        $session.Elapsed.TotalSeconds | Should -BeGreaterOrEqual $Seconds
    }

    It 'ends at exactly its number of samples' {
            Assert-Capability OwnProcess
            $session = New-SampleSession -Samples 300 | Wait -PassThru
            $session.EndReason | Should -Be SampleLimit
            $session.SampleCount | Should -Be 300
            @($session | Get-OProfSample).Count | Should -Be 300
        }

        It 'has rings of the size that was asked for' {
            Assert-Capability SystemWide
            (Start-OProfSession -BufferSize 256KB -Event cpu-clock).BufferSize | Should -Be 256KB
        }
    }

    Context 'what is said' {
        It 'warns once of the fallback from cycles' {
            Assert-Capability SystemWide
            if ((Get-OProfEventType cpu-cycles).CanSample) { Set-ItResult -Skipped -Because 'this machine has hardware counters' }
            $session = Start-OProfSession -Event cycles -WarningVariable said -WarningAction SilentlyContinue
            @($said).Count | Should -Be 1
            "$said" | Should -Match 'cpu-clock'
            $session.Notice | Should -Match 'cpu-clock'
            $session | Wait -Timeout 0.1 -PassThru -WarningVariable again -WarningAction SilentlyContinue
            "$again" | Should -Not -Match 'cycles'
        }

        It 'leaves the kernel out' {
            Assert-Capability SystemWide
            $samples = New-SampleSession -With @{ ExcludeKernel = $true } | Wait
            $samples.Mode | Should -Not -Contain 'Kernel'
        }

        It 'leaves user space out' {
            Assert-Capability SystemWide
            $samples = Start-OProfSession -Command dd, if=/dev/zero, of=/dev/null, bs=1M, count=4000 -CommandOutput Discard -Event cpu-clock -Frequency 4999 -ExcludeUser | Wait
            @($samples).Count | Should -BeGreaterThan 0
            $samples.Mode | Should -Not -Contain 'User'
        }
    }

    Context 'bad input' {
        It 'says <Id> for <Name>, and leaves nothing open' -ForEach @(
            @{ Name = 'an unknown event'; Id = 'OProfEventUnknown'; With = @{ Event = 'cykles' } }
            @{ Name = 'an unknown modifier'; Id = 'OProfEventModifierUnknown'; With = @{ Event = 'cpu-clock:q' } }
            @{ Name = 'a group that is not closed'; Id = 'OProfEventGroupSyntax'; With = @{ Event = '{cpu-clock,faults' } }
            @{ Name = 'an unknown CPU'; Id = 'OProfCpuOffline'; With = @{ Cpu = 4000 } }
            @{ Name = 'an unknown process'; Id = 'OProfProcessNotFound'; With = @{ ProcessId = 4194303 } }
            @{ Name = 'a name without a match'; Id = 'OProfProcessNotFound'; With = @{ ProcessName = 'no-such-*-process' } }
            @{ Name = 'a frequency over the limit'; Id = 'OProfFrequencyTooHigh'; With = @{ Frequency = 2000000000 } }
            @{ Name = 'a ring that is no power of two'; Id = 'OProfBufferSizeInvalid'; With = @{ BufferSize = 12345 } }
            @{ Name = 'a command that is not there'; Id = 'OProfCommandNotFound'; With = @{ Command = 'no-such-command-anywhere' } }
            @{ Name = 'frequency and period'; Id = 'OProfOptionInvalid'; With = @{ Frequency = 100; Period = 1000 } }
            @{ Name = 'a frequency of nothing'; Id = 'OProfOptionInvalid'; With = @{ Frequency = 0 } }
            @{ Name = 'a duration of nothing'; Id = 'OProfOptionInvalid'; With = @{ Duration = 0 } }
            @{ Name = 'a memory of nothing'; Id = 'OProfOptionInvalid'; With = @{ MaxMemory = 1KB } }
            @{ Name = 'no sample'; Id = 'OProfOptionInvalid'; With = @{ MaxSample = 0 } }
            @{ Name = 'neither kernel nor user'; Id = 'OProfOptionInvalid'; With = @{ ExcludeKernel = $true; ExcludeUser = $true } }
        ) {
            Assert-Capability SystemWide
            $before = Get-OpenPerfEventCount
            $failure = Get-ErrorOf { Start-OProfSession @With }
            $failure.FullyQualifiedErrorId | Should -Be "$Id,OProf.PowerShell.Cmdlets.StartOProfSession"
            $failure.ErrorDetails.RecommendedAction | Should -Match "$Id"
            $failure.Exception.Error.Remedy | Should -Not -BeNullOrEmpty
            Get-OpenPerfEventCount | Should -Be $before
            Get-OProfSession | Should -BeNullOrEmpty
        }

        It 'refuses two targets' {
            (Get-ErrorOf { Start-OProfSession -ProcessId 1 -Command ls }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet*'
        }

        It 'refuses a duration that is none' {
            $failure = Get-ErrorOf { Start-OProfSession -Duration abc }
            $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError*'
            "$failure" | Should -Match '500ms'
        }

        It 'does not take an empty pipeline for the whole system' {
            $failure = Get-ErrorOf { Get-Process | Where-Object Id -EQ -1 | Start-OProfSession }
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfNoProcessPiped*'
            Get-OProfSession | Should -BeNullOrEmpty
        }
    }

    Context 'completion' {
        It 'offers events with what they count' {
            $match = (TabExpansion2 'Start-OProfSession -Event cpu-cl').CompletionMatches
            $match.CompletionText | Should -Be 'cpu-clock'
            $match.ToolTip | Should -Match 'nanoseconds'
        }

        It 'offers process ids' {
            (TabExpansion2 "Start-OProfSession -ProcessId $PID").CompletionMatches.CompletionText | Should -Contain "$PID"
        }

        It 'offers process names' {
            $name = (Get-Content "/proc/$PID/comm").Trim()
            (TabExpansion2 "Start-OProfSession -ProcessName $($name.Substring(0, 3))").CompletionMatches.CompletionText.Trim("'") | Should -Contain $name
        }

        It 'offers CPUs' {
            (TabExpansion2 'Start-OProfSession -Cpu ').CompletionMatches.CompletionText | Should -Contain '0'
        }

        It 'offers the values of enums' {
            (TabExpansion2 'Start-OProfSession -CallGraph ').CompletionMatches.CompletionText | Sort-Object | Should -Be @('FramePointer', 'None')
        }
    }

    Context 'views and export' {
        It 'prints as a table' {
            Assert-Capability SystemWide
            $text = Start-OProfSession -Name shown -Event cpu-clock | Out-String -Width 160
            $text | Should -Match 'Id\s+Name\s+State\s+EndReason\s+Elapsed\s+Samples\s+Lost\s+Memory\s+Event\s+Target'
            $text | Should -Match 'shown\s+Running'
        }

        It 'exports to JSON and CSV without the name of a type' {
            Assert-Capability SystemWide
            $session = Start-OProfSession -Duration 0.1 -Event cpu-clock, faults | Wait -PassThru
            $json = $session | ConvertTo-Json -Depth 2 -WarningVariable truncated -WarningAction SilentlyContinue
            $truncated | Should -BeNullOrEmpty
            ($json | ConvertFrom-Json).Event | Should -Be 'cpu-clock, faults'
            $session | ConvertTo-Csv | Should -Not -Match 'System\.|OProf\.'
        }
    }
}
