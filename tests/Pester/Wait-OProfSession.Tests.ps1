BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Wait-OProfSession' {
    AfterEach { Remove-AllSession }

    It 'emits a row for each sample, with the columns of a table of samples' {
        Assert-Capability OwnProcess
        $csv = New-SampleSession -Samples 250 | Wait | ConvertTo-Csv
        $csv.Count | Should -Be 251
        $csv[0] | Should -Be '"Time","Cpu","ProcessId","ThreadId","Command","Mode","Event","Period","Image","Offset","Symbol","CallStack","Cookie","Cgroup"'
        $csv | Should -Not -Match '"(System|OProf)\.'
    }

    It 'works as it stands: Start-OProfSession | Wait | Export-Csv' {
        Assert-Capability SystemWide
        $path = Join-Path $TestDrive samples.csv
        Start-OProfSession -Duration 0.3 -WarningAction Ignore | Wait -WarningAction Ignore | Export-Csv $path
        $samples = @(Import-Csv $path)
        $samples.Count | Should -BeGreaterThan 0
        $samples.Count | Should -Be (Get-OProfSession)[-1].SampleCount
    }

    It 'emits samples in the order of time' {
        Assert-Capability SystemWide
        $times = Start-OProfSession -Duration 0.3 -Event cpu-clock | Wait | ForEach-Object Time
        $times | Should -Be ($times | Sort-Object)
    }

    It 'emits the session in place of its samples' {
        Assert-Capability OwnProcess
        $session = New-SampleSession | Wait -PassThru
        @($session).Count | Should -Be 1
        $session.State | Should -Be Stopped
    }

    It 'stops a session at the timeout' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock | Wait -Timeout 100ms -PassThru
        $session.State | Should -Be Stopped
        $session.EndReason | Should -Be Duration
    }

    It 'stops a suspended session at the timeout, too' {
        Assert-Capability SystemWide
        $session = Start-OProfSession -Event cpu-clock
        $session | Suspend-OProfSession
        ($session | Wait -Timeout 100ms -PassThru -WarningVariable said -WarningAction SilentlyContinue).State | Should -Be Stopped
        "$said" | Should -Match 'suspended'
    }

    It 'takes the session that was started last where none is given' {
        Assert-Capability OwnProcess
        $session = New-SampleSession
        (Wait-OProfSession -PassThru).Id | Should -Be $session.Id
    }

    It 'takes several sessions' {
        Assert-Capability SystemWide
        $sessions = 1..2 | ForEach-Object { Start-OProfSession -Duration 0.1 -Event cpu-clock }
        ($sessions | Wait -PassThru).Id | Should -Be $sessions.Id
    }

    It 'shows progress' {
        Assert-Capability SystemWide
        $code = {
            param($manifest)
            Import-Module $manifest
            Start-OProfSession -Duration 0.7 -Event cpu-clock | Wait-OProfSession | Out-Null
        }
        $shell = [powershell]::Create().AddScript($code).AddArgument("$Manifest")
        try {
            $shell.Invoke()
            $records = @($shell.Streams.Progress | Where-Object Activity -EQ 'Capturing system')
            $records.Count | Should -BeGreaterThan 1
            $records[0].StatusDescription | Should -Match '^\d+\.\d s, [\d,]+ samples, \d+ lost$'
            $records[0].PercentComplete | Should -BeGreaterThan 0
            $records[-1].RecordType | Should -Be Completed
        }
        finally { $shell.Dispose() }
    }

    It 'says that there is no session' {
        (Get-ErrorOf { Wait-OProfSession }).FullyQualifiedErrorId | Should -BeLike 'OProfSessionNotFound*'
    }

    It 'prints samples as a table' {
        Assert-Capability OwnProcess
        $text = New-SampleSession -Samples 5 | Wait | Out-String -Width 120
        $text | Should -Match 'Time\s+Cpu\s+ProcessId\s+Command\s+Mode\s+Symbol\s+Image'
        $text | Should -Match '\d+\.\d{6}\s+\d+\s+\d+ sh\s+'
    }

    Context 'when the pipeline is stopped' {
        It 'stops the session and leaves nothing open: <Name>' -ForEach @(
            @{ Name = 'Start | Wait'; Code = 'Start-OProfSession -Event cpu-clock -Name stopped | Wait-OProfSession -Timeout 600' }
            @{ Name = 'Wait of a variable'; Code = '$s = Start-OProfSession -Event cpu-clock -Name stopped; $s | Wait-OProfSession -Timeout 600' }
            @{ Name = 'Start | Receive -Wait'; Code = 'Start-OProfSession -Event cpu-clock -Name stopped | Receive-OProfEvent -Wait' }
        ) {
            Assert-Capability SystemWide
            $events = Get-OpenPerfEventCount
            $threads = @(Get-EngineThread).Count
            $shell = [powershell]::Create().AddScript("Import-Module '$Manifest'; $Code")
            try {
                $running = $shell.BeginInvoke()
                while (-not ($session = Get-OProfSession stopped* -State Running) -and -not $running.IsCompleted) { [System.Threading.Thread]::Yield() | Out-Null }
                $session | Should -Not -BeNullOrEmpty
                Get-OpenPerfEventCount | Should -BeGreaterThan $events
                $shell.Stop()
                $shell.InvocationStateInfo.State | Should -Be Stopped
                $session.State | Should -Be Stopped
                Get-OpenPerfEventCount | Should -Be $events
                @(Get-EngineThread).Count | Should -Be $threads
            }
            finally { $shell.Dispose() }
        }
    }
}
