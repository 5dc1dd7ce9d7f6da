BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"
    $packages = [System.IO.Path]::GetFullPath("$Manifest/../..")
    $otherModule = Get-ChildItem "$Repository/tests/OtherModule/bin/*/net8.0/OtherModule.dll" | Sort-Object LastWriteTime | Select-Object -Last 1

    function Assert-Packaged {
        if (-not $env:OPROF_MODULE) { Set-ItResult -Skipped -Because 'this is a checkout, not a package: dotnet test packages it first' }
    }

    # Runs code in a pwsh of its own, whose home and temporary folders lie in a folder.
    function Invoke-Apart {
        param([string] $Folder, [string] $Code)
        $environment = @{ HOME = "$Folder/home"; TMPDIR = "$Folder/tmp"; XDG_RUNTIME_DIR = "$Folder/run"; DOTNET_CLI_HOME = "$Folder/home"; POWERSHELL_TELEMETRY_OPTOUT = '1'; DOTNET_NOLOGO = '1'; DOTNET_CLI_TELEMETRY_OPTOUT = '1'; OPROF_MODULE = $null }
        $before = @{}
        foreach ($name in $environment.Keys) {
            $before[$name] = [System.Environment]::GetEnvironmentVariable($name)
            [System.Environment]::SetEnvironmentVariable($name, $environment[$name])
        }
        try {
            foreach ($name in 'home', 'tmp', 'run') { $null = New-Item -ItemType Directory -Force "$Folder/$name" }
            chmod 700 "$Folder/run"
            pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; `$WarningPreference = 'SilentlyContinue'; Set-Location '$Folder'; $Code" 2>&1
        }
        finally {
            foreach ($name in $before.Keys) { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) }
        }
    }

    function Get-AllFile {
        param([string] $Folder)
        Get-ChildItem $Folder -Recurse -Force -File | ForEach-Object { [System.IO.Path]::GetRelativePath($Folder, $_.FullName) } |
            Where-Object { $_ -notmatch '^home/\.(cache|config|local/share)/powershell/|^home/\.local/share/\.?NuGet|clr-debug-pipe|dotnet-diagnostic' } | Sort-Object
    }
}

Describe 'Another module with another version of a package' {
    It 'works beside this one, whichever comes first: <First>' -ForEach @{ First = 'other' }, @{ First = 'OProf' } {
        Assert-Capability OwnProcess
        if (-not $otherModule) { Set-ItResult -Skipped -Because 'tests/OtherModule is not built' }
        $code = {
            param($manifest, $other, $first)
            $ErrorActionPreference = 'Stop'
            if ($first -eq 'other') {
                Import-Module $other
                $null = Get-OtherProcess
            }
            Import-Module $manifest
            $session = Start-OProfSession -ProcessId $PID -Event cpu-clock -WarningAction Ignore
            $null = $session | Add-OProfProbe "dotnet:$PID/Microsoft-Windows-DotNETRuntime/GCStart" -Count
            Import-Module $other
            while (($session | Get-OProfProbe).Hits -lt 1) { [System.GC]::Collect() }
            $found = Get-OtherProcess
            Remove-OProfSession $session -Confirm:$false
            "$($found.Version) $($found.ProcessId -contains $PID)"
            foreach ($assembly in [System.AppDomain]::CurrentDomain.GetAssemblies()) {
                if ($assembly.GetName().Name -ne 'Microsoft.Diagnostics.NETCore.Client') { continue }
                "$($assembly.GetName().Version) in $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name)"
            }
        }
        $output = pwsh -NoProfile -NonInteractive -Command $code -args $Manifest, $otherModule.FullName, $First
        $other = [System.Reflection.AssemblyName]::GetAssemblyName("$($otherModule.DirectoryName)/Microsoft.Diagnostics.NETCore.Client.dll").Version
        $own = (Get-ChildItem (Split-Path $Manifest) -Recurse -Filter Microsoft.Diagnostics.NETCore.Client.dll | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
        $own = [System.Reflection.AssemblyName]::GetAssemblyName($own).Version
        $own | Should -Not -Be $other
        $output[0] | Should -Be "$other True"
        $output | Select-Object -Skip 1 | Sort-Object | Should -Be @("$other in Default", "$own in OProf")
    }
}

Describe 'The package' {
    It 'imports, captures, reports and draws from an empty folder, and leaves nothing but what was asked for' {
        Assert-Packaged
        Assert-Capability SystemWide
        $folder = "$TestDrive/empty"
        $null = New-Item -ItemType Directory "$folder/modules/OProf"
        [System.IO.Compression.ZipFile]::ExtractToDirectory((Get-Item "$packages/OProf.[0-9]*.nupkg").FullName, "$folder/modules/OProf")
        $output = Invoke-Apart $folder @'
$env:PSModulePath = "$PWD/modules" + [System.IO.Path]::PathSeparator + $env:PSModulePath
Import-Module OProf
$session = Start-OProfSession -Duration 0.5s | Wait -PassThru
"samples $($session.SampleCount -gt 0)"
"rows $(@($session | Measure-OProfSample -By Process, Symbol).Count -gt 0)"
"page $(($session | Show-OProfFlameGraph -Path asked.html).Name)"
"help $((Get-Help Start-OProfSession -Examples | Out-String) -match 'Example 1')"
"topic $((Get-Help about_OProf_Sessions | Out-String) -match 'How a session begins')"
"own assembly $((Get-Command Start-OProfSession).ImplementingType.Assembly.Location.StartsWith("$PWD/modules/"))"
Remove-Module OProf
Remove-Item modules -Recurse -Force
'@
        $output | Should -Be @('samples True', 'rows True', 'page asked.html', 'help True', 'topic True', 'own assembly True')
        Get-AllFile $folder | Should -Be 'asked.html'
    }

    It 'has what it needs, and nothing of the machine that made it' {
        Assert-Packaged
        $zip = [System.IO.Compression.ZipFile]::OpenRead((Get-Item "$packages/OProf.[0-9]*.nupkg").FullName)
        try {
            $names = $zip.Entries.FullName
            foreach ($name in 'OProf.psd1', 'LICENSE', 'README.md', 'Module/OProf.psm1', 'Module/THIRD-PARTY-NOTICES.md', 'Module/bin/OProf.PowerShell.dll', 'Module/bin/OProf.PowerShell.pdb', 'Module/bin/en-US/OProf.PowerShell.dll-Help.xml') {
                $names | Should -Contain $name
            }
            $names | Where-Object { $_ -match 'System\.Management\.Automation|PowerShellStandard|\.deps\.json$|/runtimes/' } | Should -BeNullOrEmpty
            @($zip.Entries.LastWriteTime.DateTime | Sort-Object -Unique).Count | Should -Be 1
        }
        finally { $zip.Dispose() }
    }

    It 'of the tool installs with dotnet, captures, and goes again' {
        Assert-Packaged
        Assert-Capability SystemWide
        $folder = "$TestDrive/tool"
        $null = New-Item -ItemType Directory $folder
        Set-Content "$folder/nuget.config" "<configuration><packageSources><clear /><add key=`"here`" value=`"$packages`" /></packageSources></configuration>"
        $output = Invoke-Apart $folder @'
dotnet tool install OProf.Tool --tool-path tools --configfile nuget.config | Out-Null
"install $LASTEXITCODE"
$report = tools/oprof capture --duration 0.5s 2>notices.txt
"capture $LASTEXITCODE $($report.Count -gt 1)"
dotnet tool uninstall OProf.Tool --tool-path tools | Out-Null
"uninstall $LASTEXITCODE"
'@
        $output | Should -Be @('install 0', 'capture 0 True', 'uninstall 0')
        Get-AllFile $folder | Where-Object { $_ -notmatch '^home/\.(dotnet|nuget|local/share/NuGet)/|^tmp/NuGetScratch' } | Should -Be @('notices.txt', 'nuget.config')
    }
}
