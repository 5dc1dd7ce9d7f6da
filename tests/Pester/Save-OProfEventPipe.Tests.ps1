BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"
    $script = Join-Path $TestDrive 'spin.ps1'
    Set-Content $script @'
        Add-Type 'public static class Named { public static double Sum; public static void Spin() { while (true) Sum += System.Math.Sqrt(Sum); } }'
        [Named]::Spin()
'@
    $program = Start-Process pwsh -PassThru -ArgumentList '-NoProfile', '-File', $script

    # Its port is there soon after its first moments.
    while ("$($program.Id)" -notin [System.Management.Automation.CommandCompletion]::CompleteInput('Save-OProfEventPipe ', 20, $null).CompletionMatches.CompletionText -and -not $program.HasExited) {
        Start-Sleep -Milliseconds 50
    }
}

AfterAll {
    $program | Stop-Process -ErrorAction Ignore
    Remove-AllSession
}

Describe 'Save-OProfEventPipe' {
    It 'writes what Import-OProfCapture opens, with the methods of the program' {
        $path = Join-Path $TestDrive 'program.nettrace'

        # Until its compiler is done.
        do {
            $file = $program | Save-OProfEventPipe -Path $path -Duration 1s -Force
            $file | Should -BeOfType System.IO.FileInfo
            $session = $file | Import-OProfCapture -WarningAction Ignore
            $spinning = $session | Measure-OProfSample -By Thread, Symbol | Where-Object Symbol -Like 'Named.Spin*'
        } until ($spinning -or $program.HasExited)
        $spinning.TotalSamples | Should -BeGreaterThan 10
        $session.Event | Should -Be 'dotnet-thread-sample'

        # A thread's samples are those of all that it was in, and it spun in some of them.
        $thread = $session | Measure-OProfSample -By Thread | Where-Object ThreadId -EQ $spinning.ThreadId
        $functions = $session | Measure-OProfSample -By Thread, Symbol | Where-Object ThreadId -EQ $spinning.ThreadId
        $thread.Samples | Should -Be ($functions | Measure-Object Samples -Sum).Sum
        $spinning.TotalSamples | Should -BeLessOrEqual $thread.Samples
        if ($IsLinux) { (Get-Item $path).UnixMode | Should -Be '-rw-------' }
    }

    It 'replaces a file only with -Force, and writes none with -WhatIf' {
        $path = Join-Path $TestDrive 'there.nettrace'
        Set-Content $path 'mine'
        { Save-OProfEventPipe $program.Id $path -Duration 1s -ErrorAction Stop } | Should -Throw -ErrorId 'OProfFileExists*'
        Get-Content $path | Should -Be 'mine'
        Save-OProfEventPipe $program.Id (Join-Path $TestDrive 'what.nettrace') -WhatIf
        Join-Path $TestDrive 'what.nettrace' | Should -Not -Exist
    }

    It 'leaves no file behind where it is stopped, and the program runs on' {
        $path = Join-Path $TestDrive 'stopped.nettrace'
        $shell = [powershell]::Create().AddScript('param($manifest, $id, $path) Import-Module $manifest; Save-OProfEventPipe $id $path -Duration 1h').
            AddArgument($Manifest).AddArgument($program.Id).AddArgument($path)
        $running = $shell.BeginInvoke()
        while (-not (Get-ChildItem $TestDrive -Filter 'stopped.nettrace.*.tmp') -and -not $running.IsCompleted) { Start-Sleep -Milliseconds 20 }
        $running.IsCompleted | Should -BeFalse
        $shell.Stop()
        Get-ChildItem $TestDrive -Filter 'stopped*' | Should -BeNullOrEmpty
        $program.HasExited | Should -BeFalse
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a process that is none of .NET'; Arguments = @{ ProcessId = 1; Duration = '1s' }; Id = 'OProfNotDotNet' }
        @{ What = 'a process that is not there'; Arguments = @{ ProcessId = [int]::MaxValue; Duration = '1s' }; Id = 'OProfProcessNotFound' }
        @{ What = 'no time at all'; Arguments = @{ ProcessId = $PID; Duration = '0' }; Id = 'OProfOptionInvalid' }
        @{ What = 'a folder that is not there'; Arguments = @{ ProcessId = $PID; Path = '/nowhere/at/all.nettrace' }; Id = 'OProfFileNotWritten' }
    ) {
        $call = $Arguments.Clone()
        $call.Path ??= Join-Path $TestDrive 'refused.nettrace'
        { Save-OProfEventPipe @call -ErrorAction Stop } | Should -Throw -ErrorId "$Id*"
        $call.Path | Should -Not -Exist
    }

    It 'takes one process' {
        $path = Join-Path $TestDrive 'one.nettrace'
        $program, $program | Save-OProfEventPipe -Path $path -Duration 100ms -ErrorVariable failure -ErrorAction SilentlyContinue | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfSaveSeveral*'
    }

    It 'offers processes of .NET' {
        $offered = [System.Management.Automation.CommandCompletion]::CompleteInput('Save-OProfEventPipe ', 20, $null).CompletionMatches.CompletionText
        $offered | Should -Contain "$($program.Id)"
        $offered | Should -Not -Contain '1'
    }
}
