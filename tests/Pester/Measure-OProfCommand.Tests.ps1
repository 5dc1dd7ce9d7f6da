BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Measure-OProfCommand' {
    AfterEach { Remove-AllSession }

    It 'counts a command, and leaves nothing open' {
        Assert-Capability OwnProcess
        $before = Get-OpenPerfEventCount
        $result = Measure-OProfCommand true
        $result.ExitCode | Should -Be 0
        $result.Repeat | Should -Be 1
        $result.Counters['page-faults'].Mean | Should -BeGreaterThan 10
        $result.Counters['task-clock'].Mean | Should -BeGreaterThan 0
        $result.Counters['duration_time'].Mean / 100 | Should -BeGreaterOrEqual $result.WallTime.Ticks
        $result.Counters['cycles'].Status | Should -BeIn 'Counted', 'NotSupported'
        Get-OpenPerfEventCount | Should -Be $before
        Get-OProfSession | Should -BeNullOrEmpty
    }

    It 'repeats, and knows the spread' {
        Assert-Capability OwnProcess
        $result = Measure-OProfCommand ls -Repeat 4 -WarmUp 2 -Event page-faults
        $result.Repeat | Should -Be 4
        $result.WarmUp | Should -Be 2
        @($result.Runs).Count | Should -Be 4
        $faults = $result.Counters['page-faults']
        $faults.Count | Should -Be 4
        $faults.Minimum | Should -BeLessOrEqual $faults.Median
        $faults.Maximum | Should -BeGreaterOrEqual $faults.Median
        $faults.MeanLow | Should -BeLessOrEqual $faults.Mean
        ($faults.Values | Measure-Object -Average).Average | Should -Be $faults.Mean
        $result.NeededRepeat | Should -BeGreaterThan 1
    }

    It 'keeps the exit code of a command that fails, says so, and stops' {
        Assert-Capability OwnProcess
        $failure = $null
        $result = Measure-OProfCommand sh, -c, 'exit 3' -Repeat 5 -Event task-clock -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.ExitCode | Should -Be 3
        $result.Failed | Should -BeTrue
        $result.Repeat | Should -Be 1
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'OProfCommandFailed,*'
        $failure[0].TargetObject | Should -Be 'sh -c exit 3'
    }

    It 'lets a command fail with -IgnoreExitCode' {
        Assert-Capability OwnProcess
        $result = Measure-OProfCommand sh, -c, 'exit 3' -Repeat 3 -Event task-clock -IgnoreExitCode -ErrorAction Stop
        $result.ExitCode | Should -Be 3
        $result.Repeat | Should -Be 3
        $result.Failed | Should -BeFalse
    }

    It 'keeps the output that it is asked to' {
        Assert-Capability OwnProcess
        $result = Measure-OProfCommand sh, -c, 'echo out; echo err >&2' -CommandOutput Capture -Event task-clock
        $result.Runs[0].StandardOutput | Should -Be "out`n"
        $result.Runs[0].StandardError | Should -Be "err`n"
    }

    It 'runs where PowerShell is' {
        Assert-Capability OwnProcess
        Push-Location $TestDrive
        try { (Measure-OProfCommand pwd -CommandOutput Capture -Event task-clock).Runs[0].StandardOutput.Trim() | Should -Be (Get-Item $TestDrive).FullName }
        finally { Pop-Location }
    }

    It 'counts a script block on its own thread, in a scope of its own, and drops what it emits' {
        Assert-Capability OwnProcess
        $seen = [System.Collections.Generic.List[int]]::new()
        $kept = 1
        $result = @(Measure-OProfCommand { $seen.Add([Environment]::CurrentManagedThreadId); $kept = 2; 'emitted' } -Repeat 3 -WarmUp 1 -Event task-clock, page-faults)
        $result.Count | Should -Be 1
        $result[0].ExitCode | Should -BeNullOrEmpty
        $result[0].Counters['task-clock'].Mean | Should -BeGreaterThan 0
        $seen | Should -HaveCount 4
        $seen | Sort-Object -Unique | Should -Be ([Environment]::CurrentManagedThreadId)
        $kept | Should -Be 1
    }

    It 'says that a script block failed' {
        Assert-Capability OwnProcess
        $failure = $null
        $result = Measure-OProfCommand { throw 'as it should' } -Repeat 3 -Event task-clock -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Failed | Should -BeTrue
        $failure[-1].FullyQualifiedErrorId | Should -BeLike 'OProfCommandFailed,*'
        $failure[-1].Exception.Message | Should -BeLike '*as it should*'
    }

    It 'runs two commands in turn, and tells which one is faster' {
        Assert-Capability OwnProcess
        $log = Join-Path $TestDrive turns
        $result = Measure-OProfCommand sh, -c, "printf A >>'$log'" -ReferenceCommand sh, -c, "printf B >>'$log'; head -c 50000000 /dev/zero >/dev/null" -Repeat 8 -Event page-faults
        Get-Content $log -Raw | Should -Be ('AB' * 9)
        $result.Verdict | Should -Be 'Lower'
        $result.RatioHigh | Should -BeLessThan 1
        $result.RatioLow | Should -BeLessOrEqual $result.Ratio
        $result.Counters['page-faults'].Verdict | Should -Be 'Lower'
        $result.Measurement.Repeat | Should -Be 8
    }

    It 'compares script blocks' {
        Assert-Capability OwnProcess
        $result = Measure-OProfCommand { foreach ($i in 1..20000) { $null = "$i" } } -Reference { } -Repeat 6 -WarmUp 2 -Event task-clock
        $result.Verdict | Should -Be 'Higher'
    }

    It 'says how long it would take to decide' {
        Assert-Capability OwnProcess
        $warning = $null
        $result = Measure-OProfCommand true -ReferenceCommand true -Repeat 3 -Event task-clock -WarningVariable warning -WarningAction SilentlyContinue
        $result.Verdict | Should -Be 'Undecided'
        $result.NeededRepeat | Should -BeGreaterOrEqual 6
        $result.NeededTime | Should -BeGreaterThan ([timespan]::Zero)
        $warning.Message | Should -BeLike '*-Repeat*'
    }

    It 'takes a percentage' {
        Assert-Capability OwnProcess
        (Measure-OProfCommand true -ReferenceCommand true -Repeat 6 -Event page-faults -Within 50% -WarningAction Ignore).Within | Should -Be 0.5
        (Get-ErrorOf { Measure-OProfCommand true -Within much }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError*'
    }

    It 'profiles the same run' {
        Assert-Capability OwnProcess
        $result = Measure-OProfCommand head, -c, 500000000, /dev/zero -Frequency 4999 -Event task-clock -WarningAction Ignore
        @($result.Session).Count | Should -Be 1
        $result.Session.ProcessId | Should -Be $result.Runs[0].ProcessId
        $rows = $result.Session | Measure-OProfSample -By Process -WarningAction Ignore
        $rows.Command | Should -Be 'head'
    }

    It 'refuses before anything runs: <Id>' -ForEach @(
        @{ Id = 'OProfEventUnknown'; Arguments = @{ Command = 'true'; Event = 'no-such-event' } }
        @{ Id = 'OProfCommandNotFound'; Arguments = @{ Command = 'no-such-program' } }
        @{ Id = 'ParameterArgumentValidationError'; Arguments = @{ Command = 'true'; Repeat = 0 } }
        @{ Id = 'AmbiguousParameterSet'; Arguments = @{ Command = 'true'; ScriptBlock = { } } }
    ) {
        (Get-ErrorOf { Measure-OProfCommand @Arguments }).FullyQualifiedErrorId | Should -BeLike "$Id*"
    }

    It 'says which of the events that were asked for is not there' {
        Assert-Capability OwnProcess
        $warning = $null
        $result = Measure-OProfCommand true -Event page-faults, r7fffffffffffffff -WarningVariable warning -WarningAction SilentlyContinue
        $result.Counters[1].Status | Should -Be 'NotSupported'
        $result.Counters[1].Mean | Should -BeNullOrEmpty
        $warning.Message | Should -BeLike 'r7fffffffffffffff was not counted.*'
    }

    It 'ends the command where the pipeline is stopped' {
        Assert-Capability OwnProcess
        $file = Join-Path $TestDrive running
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($manifest) Import-Module $manifest }).AddArgument("$Manifest").Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddCommand('Measure-OProfCommand').AddParameter('Command', @('sh', '-c', "echo `$`$ >'$file.new'; mv '$file.new' '$file'; while :; do :; done"))
            $null = $shell.BeginInvoke()
            while (-not (Test-Path $file)) { [System.Threading.Thread]::Yield() }
            $shell.Stop()
            "/proc/$((Get-Content $file).Trim())" | Should -Not -Exist
            Get-OpenPerfEventCount | Should -Be 0
        }
        finally { $shell.Dispose() }
    }

    It 'prints a row for each counter, and the times' {
        Assert-Capability OwnProcess
        $text = Measure-OProfCommand true -Event task-clock, page-faults | Out-String -Width 80
        $text | Should -Match "(?m)^Counters of 'true':"
        $text | Should -Match '(?m)^ +\d+\.\d{3} ms  task-clock +\d+\.\d{3} CPUs used'
        $text | Should -Match '(?m)^ +\d+  page-faults +[\d.]+ [KM]?/sec'
        $text | Should -Match '(?m)^ +\d+\.\d{6} s elapsed'
        $repeated = Measure-OProfCommand true -Repeat 3 | Out-String -Width 80
        $repeated | Should -Match '(?m)^ +mean +± 95% +min +max'
        foreach ($line in $repeated -split '\r?\n') { $line.Length | Should -BeLessOrEqual 80 }
    }

    It 'exports without a type name in any cell' {
        Assert-Capability OwnProcess
        $single = Measure-OProfCommand true -Repeat 2 -Event page-faults
        $compared = Measure-OProfCommand true -ReferenceCommand true -Repeat 2 -Event page-faults -WarningAction Ignore
        foreach ($object in $single, $single.Counters[0], $single.Runs[0], $compared, $compared.Counters[0]) {
            $object | ConvertTo-Csv | Should -Not -Match 'System\.|OProf\.'
            $object | ConvertTo-Json -Depth 5 -WarningAction Ignore | ConvertFrom-Json | Should -Not -BeNullOrEmpty
        }
    }

    It 'offers events' {
        (TabExpansion2 'Measure-OProfCommand true -Event page-f').CompletionMatches.CompletionText | Should -Contain 'page-faults'
    }
}
