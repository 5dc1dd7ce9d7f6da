BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # What a killed process leaves, any session that starts on this machine clears away: so here nobody else publishes.
    $runtimeFolder = $env:XDG_RUNTIME_DIR
    $env:XDG_RUNTIME_DIR = "$TestDrive"

    # A second PowerShell that captures, as Connect-OProfSession lists it. It captures until its standard input ends.
    function Start-Capture {
        param([string] $Option = '-Event cpu-clock', [string] $Then = '$null = [Console]::In.ReadLine()')
        $code = "Import-Module '$Manifest'; `$session = Start-OProfSession $Option -WarningAction Ignore; $Then"
        $start = [System.Diagnostics.ProcessStartInfo]::new('pwsh')
        foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', $code) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $script:capture = [System.Diagnostics.Process]::Start($start)
        while (-not ($listed = Connect-OProfSession -ListAvailable -ProcessId $capture.Id)) {
            if ($capture.HasExited) { throw "The capture ended: $($capture.StandardOutput.ReadToEnd())" }
            Start-Sleep -Milliseconds 20
        }
        $listed
    }

    # Waits for what another process does.
    function Wait-For {
        param([scriptblock] $Condition)
        $until = [datetime]::UtcNow.AddMinutes(1)
        while (-not (& $Condition)) {
            if ([datetime]::UtcNow -gt $until) { throw "It did not come to that: $Condition" }
            Start-Sleep -Milliseconds 20
        }
    }
}

AfterAll { $env:XDG_RUNTIME_DIR = $runtimeFolder }

Describe 'Connect-OProfSession' {
    AfterEach {
        if ($capture) {
            if (-not $capture.HasExited) { $capture.Kill() }
            $capture.WaitForExit()
            $capture.Dispose()
            $script:capture = $null
        }
        Remove-AllSession
    }

    It 'lists the sessions of another process' {
        Assert-Capability SystemWide
        $listed = Start-Capture -Option '-Name listed -Event cpu-clock'
        $listed.Name | Should -Be 'listed'
        $listed.ProcessId | Should -Be $capture.Id
        $listed.Process | Should -Be 'pwsh'
        $listed.State | Should -Be Running
        $listed.Target | Should -Be 'system'
        $listed | Out-String -Width 140 | Should -Match 'ProcessId\s+Process\s+Id\s+Name\s+State'
        Connect-OProfSession -ListAvailable -Name li*ed | ForEach-Object ProcessId | Should -Contain $capture.Id
        Connect-OProfSession -ListAvailable -ProcessId $capture.Id -Name other | Should -BeNullOrEmpty
    }

    It 'is watched while the other process captures' {
        Assert-Capability SystemWide
        $null = Start-Capture -Option '-Name watched -Event cpu-clock -Frequency 999'
        $session = Connect-OProfSession -ProcessId $capture.Id
        $rows = @($session | Watch-OProfSession -By Process -Interval 0.2 -Count 3 -WarningAction Ignore)
        $rows.Refresh | Sort-Object -Unique | Should -Be 1, 2, 3
        $rows.Session | Sort-Object -Unique | Should -Be 'watched'
        $last = $rows | Where-Object Refresh -EQ 3
        ($last | Measure-Object OverallSamples -Sum).Sum | Should -BeGreaterThan 0
        $session.State | Should -Be Running
    }

    It 'follows a session live to its end' {
        Assert-Capability SystemWide
        $null = Start-Capture -Option '-Name live -Event cpu-clock -Frequency 999 -MaxSample 1500' -Then '$session | Wait-OProfSession -PassThru; $null = [Console]::In.ReadLine()'
        $session = Connect-OProfSession -ProcessId $capture.Id
        $session.SourceProcessId | Should -Be $capture.Id
        $samples = $session | Receive-OProfEvent -Kind Sample -Wait
        $samples.Count | Should -Be 1500
        $session.State | Should -Be Stopped
        $session.EndReason | Should -Be SampleLimit
        $session.MissedCount | Should -Be 0
        $samples.ProcessId | Should -Contain $capture.Id
        ($session | Measure-OProfSample -By Event).Samples | Should -Be 1500
        ($session | Get-OProfStatistic).Balanced | Should -Not -Contain $false
        (Get-OProfSession live).Id | Should -Be $session.Id
    }

    It 'connects to what comes through the pipeline' {
        Assert-Capability SystemWide
        $null = Start-Capture
        $session = Connect-OProfSession -ListAvailable -ProcessId $capture.Id | Connect-OProfSession
        $session.State | Should -Be Running
        $session | Receive-OProfEvent -Kind Sample -Wait | Select-Object -First 5 | Should -HaveCount 5
        $session.State | Should -Be Running
    }

    It 'lets go of a session without ending it' {
        Assert-Capability SystemWide
        $null = Start-Capture
        Connect-OProfSession $capture.Id | Remove-OProfSession -Confirm:$false
        Get-OProfSession | Should -BeNullOrEmpty
        (Connect-OProfSession -ListAvailable -ProcessId $capture.Id).State | Should -Be Running
    }

    It 'does not control the session' {
        Assert-Capability SystemWide
        $null = Start-Capture
        $session = Connect-OProfSession -ProcessId $capture.Id
        foreach ($control in { $session | Stop-OProfSession -Confirm:$false }, { $session | Suspend-OProfSession }, { $session | Resume-OProfSession }) {
            $failure = Get-ErrorOf $control
            $failure.FullyQualifiedErrorId | Should -BeLike 'OProfSessionForeign,*'
            $failure.Exception.Message | Should -Match "process $($capture.Id)"
        }
    }

    It 'waits only for as long as it may, and gives what there is by then' {
        Assert-Capability SystemWide
        $null = Start-Capture -Option '-Event cpu-clock -Frequency 999'
        $session = Connect-OProfSession -ProcessId $capture.Id
        $samples = $session | Wait-OProfSession -Timeout 0.5 -WarningVariable warnings -WarningAction SilentlyContinue
        $samples.Count | Should -BeGreaterThan 0
        "$warnings" | Should -Match "goes on in process $($capture.Id)"
        $session.State | Should -Be Running
    }

    It 'notices that the capturing process was killed' {
        Assert-Capability SystemWide
        $null = Start-Capture
        $session = Connect-OProfSession -ProcessId $capture.Id
        Wait-For { $session.SampleCount -gt 20 }
        $capture.Kill()
        $capture.WaitForExit()
        $samples = $session | Receive-OProfEvent -Kind Sample -Wait -WarningVariable warnings -WarningAction SilentlyContinue
        $samples.Count | Should -BeGreaterThan 20
        $session.State | Should -Be Failed
        $session.EndReason | Should -Be Interrupted
        "$warnings" | Should -Match "Process $($capture.Id), which captured, ended before the session did"

        # What it left is listed as such, and cleared away by the next session that starts.
        (Connect-OProfSession -ListAvailable -ProcessId $capture.Id).State | Should -Be Failed
        $null = Start-OProfSession -Event cpu-clock -WarningAction Ignore
        Connect-OProfSession -ListAvailable -ProcessId $capture.Id | Should -BeNullOrEmpty
    }

    It 'leaves nothing behind when the capturing process ends, its session removed or not' {
        Assert-Capability SystemWide
        $null = Start-Capture
        $session = Connect-OProfSession -ProcessId $capture.Id
        $capture.StandardInput.Close()
        $capture.WaitForExit()
        Connect-OProfSession -ListAvailable -ProcessId $capture.Id | Should -BeNullOrEmpty
        Wait-For { $session.State -ne 'Running' }
    }

    It 'says which sessions there are where several are meant' {
        Assert-Capability SystemWide
        $null = Start-OProfSession -Name one -Event cpu-clock -WarningAction Ignore
        $null = Start-OProfSession -Name two -Event cpu-clock -WarningAction Ignore
        $failure = Get-ErrorOf { Connect-OProfSession -ProcessId $PID }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfPublishedSeveral,*'
        $failure.Exception.Message | Should -Match 'one .*two '
        (Connect-OProfSession -ProcessId $PID -Name TWO).Name | Should -Be 'two'
    }

    It 'says how much was gone before it came' {
        Assert-Capability SystemWide
        $null = Start-Capture -Option '-Event cpu-clock -Frequency 9999 -MaxSample 60000 -CallGraph None' -Then '$null = $session | Wait-OProfSession -PassThru; $null = [Console]::In.ReadLine()'
        Wait-For { (Connect-OProfSession -ListAvailable -ProcessId $capture.Id).State -eq 'Stopped' }
        $session = Connect-OProfSession -ProcessId $capture.Id -WarningVariable warnings -WarningAction SilentlyContinue
        Wait-For { $session.State -eq 'Stopped' }
        $session.MissedCount | Should -BeGreaterThan 0
        $session.MissedCount + $session.SampleCount | Should -Be 60000
        "$warnings" | Should -Match "samples were taken before this process connected"
    }

    It 'refuses what is not there' {
        (Get-ErrorOf { Connect-OProfSession -ProcessId 4194999 }).FullyQualifiedErrorId | Should -BeLike 'OProfPublishedNotFound,*'
        (Get-ErrorOf { Connect-OProfSession -ProcessId $PID -Name nothing }).FullyQualifiedErrorId | Should -BeLike 'OProfPublishedNotFound,*'
    }

    It 'refuses files that others may touch' {
        Assert-Capability SystemWide
        $null = Start-Capture
        $folder = Get-ChildItem "$env:XDG_RUNTIME_DIR/oprof" -Directory -Filter "$($capture.Id)-*"
        chmod 644 "$($folder.FullName)/events"
        (Get-ErrorOf { Connect-OProfSession -ProcessId $capture.Id }).FullyQualifiedErrorId | Should -BeLike 'OProfPublishedPermissions,*'
        (Get-ErrorOf { Connect-OProfSession -ListAvailable }).FullyQualifiedErrorId | Should -BeLike 'OProfPublishedPermissions,*'
    }

    It 'offers processes, names and ids' {
        Assert-Capability SystemWide
        $listed = Start-Capture -Option "-Name 'my capture' -Event cpu-clock"
        (TabExpansion2 'Connect-OProfSession -ProcessId ').CompletionMatches.CompletionText | Should -Contain "$($capture.Id)"
        (TabExpansion2 'Connect-OProfSession -Name my').CompletionMatches.CompletionText | Should -Contain "'my capture'"
        (TabExpansion2 'Connect-OProfSession -Id ').CompletionMatches.CompletionText | Should -Contain "$($listed.Id)"
    }
}
