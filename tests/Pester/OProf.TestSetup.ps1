# Dot-sourced by every file's BeforeAll.
$script:Repository = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
# The module as users install it, where the suite has packaged it; else what was built last in this checkout.
$script:Manifest = $env:OPROF_MODULE ? $env:OPROF_MODULE : "$Repository/OProf.psd1"
Import-Module $Manifest -ErrorAction Stop
$ProgressPreference = 'SilentlyContinue'

# Skips the test, with the reason, where this machine does not permit what it needs.
function Assert-Capability {
    param([string[]] $Name = 'SystemWide')
    foreach ($missing in Test-OProfEnvironment $Name | Where-Object Allowed -EQ $false) {
        Set-ItResult -Skipped -Because "$($missing.Name) is not allowed here: $($missing.Setting) is $($missing.Value). $($missing.Remedy)"
    }
}

# Perf events that this process has open.
function Get-OpenPerfEvent {
    foreach ($link in [System.IO.Directory]::GetFiles("/proc/$PID/fd")) {
        $target = try { [System.IO.FileInfo]::new($link).LinkTarget } catch { $null }
        if ($target -eq 'anon_inode:[perf_event]') { $target }
    }
}

function Get-OpenPerfEventCount { @(Get-OpenPerfEvent).Count }

# Names of this process's threads that are the engine's.
function Get-EngineThread {
    foreach ($task in [System.IO.Directory]::GetDirectories("/proc/$PID/task")) {
        $name = try { [System.IO.File]::ReadAllText("$task/comm").Trim() } catch { '' }
        if ($name -like 'oprof*') { $name }
    }
}

# A session of a command that burns CPU until it has taken the samples it was asked for.
function New-SampleSession {
    param([long] $Samples = 200, [hashtable] $With = @{})
    $options = @{ Event = 'cpu-clock' }
    if (-not $With.ContainsKey('Period')) { $options.Frequency = 4999 }
    foreach ($name in $With.Keys) { $options[$name] = $With[$name] }
    Start-OProfSession -Command sh, -c, 'while :; do :; done' -MaxSample $Samples @options
}

# The error that a script block ends with or writes.
function Get-ErrorOf {
    param([scriptblock] $Script)
    $ErrorActionPreference = 'Stop'
    try { & $Script *> $null } catch { return $_ }
}

function Remove-AllSession { Get-OProfSession | Remove-OProfSession -Confirm:$false }
