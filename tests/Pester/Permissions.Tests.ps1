BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # Runs a script in a pwsh of the user nobody, without a capability, and gives what it emits.
    function Invoke-Unprivileged {
        param([string] $Script)
        if ((id -u) -ne 0) { Set-ItResult -Skipped -Because 'only root can become another user' }
        if (-not (Get-Command setpriv -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'setpriv (util-linux) is not installed' }
        $paranoid = [int] (Get-Content /proc/sys/kernel/perf_event_paranoid)
        if ($paranoid -ne 2) { Set-ItResult -Skipped -Because "kernel.perf_event_paranoid is $paranoid, and not 2" }
        $user = '--reuid=65534', '--regid=65534', '--clear-groups'
        setpriv @user test -r "$Manifest"
        if ($LASTEXITCODE) { Set-ItResult -Skipped -Because 'the user nobody may not read the checkout' }
        $code = "`$WarningPreference = 'SilentlyContinue'; Import-Module '$Manifest'; & { $Script } | ConvertTo-Json -Depth 2 -Compress"
        $output = setpriv @user env HOME=/nonexistent POWERSHELL_UPDATECHECK=Off pwsh -NoProfile -NonInteractive -Command $code 2>&1
        $output | Where-Object { "$_" -match '^[\[{"]' } | Select-Object -Last 1 | ConvertFrom-Json
    }
}

Describe 'As an unprivileged user at kernel.perf_event_paranoid 2' {
    It 'captures an own command, and says that the kernel is hidden' {
        $result = Invoke-Unprivileged {
            $session = Start-OProfSession -Command sh, -c, 'while :; do :; done' -Event cpu-clock -Frequency 999 -MaxSample 50 | Wait -PassThru
            @{ Samples = $session.SampleCount; Notice = $session.Notice; Modes = @($session | Get-OProfSample | ForEach-Object { "$($_.Mode)" } | Select-Object -Unique) }
        }
        $result.Samples | Should -Be 50
        $result.Modes | Should -Be 'User'
        $result.Notice | Should -Match 'kernel is not sampled'
    }

    It 'refuses the whole system, with all three remedies' {
        $result = Invoke-Unprivileged {
            try { Start-OProfSession } catch { @{ Id = $_.FullyQualifiedErrorId; Message = "$_"; Remedy = $_.ErrorDetails.RecommendedAction; Category = "$($_.CategoryInfo.Category)" } }
        }
        $result.Id | Should -BeLike 'OProfAccessSystemWide,*'
        $result.Category | Should -Be 'PermissionDenied'
        $result.Message | Should -Match 'perf_event_paranoid is 2'
        $result.Remedy | Should -Match 'kernel.perf_event_paranoid'
        $result.Remedy | Should -Match 'CAP_PERFMON'
        $result.Remedy | Should -Match 'root'
    }

    It 'refuses the process of another user' {
        $result = Invoke-Unprivileged {
            try { Start-OProfSession -ProcessId 1 } catch { @{ Id = $_.FullyQualifiedErrorId; Target = $_.TargetObject } }
        }
        $result.Id | Should -BeLike 'OProfAccessProcess,*'
        $result.Target | Should -Be 1
    }

    It 'is told what is missing by Test-OProfEnvironment' {
        $result = Invoke-Unprivileged { @{ System = (Test-OProfEnvironment SystemWide -Quiet); Own = (Test-OProfEnvironment OwnProcess -Quiet) } }
        $result.System | Should -BeFalse
        $result.Own | Should -BeTrue
    }
}
