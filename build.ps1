#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests and packages OProf.

.DESCRIPTION
Build    compiles everything in Release.
Test     runs all tests, the Pester suite among them (dotnet test).
Bench    runs what lies in tests/Benchmarks.
Docs     holds docs/cmdlets against the cmdlets, and makes the help of Get-Help from it (needs Microsoft.PowerShell.PlatyPS).
Package  makes the module's folder, artifacts/OProf, and its .nupkg, and the .nupkg of the .NET tool beside it.
Clean    removes what the other tasks made.

.EXAMPLE
./build.ps1 -Task Build, Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Bench', 'Docs', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # Where Package puts what it makes.
    [string] $Output = "$PSScriptRoot/artifacts",

    # Package takes what has been built, and does not build it anew.
    [switch] $NoBuild
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$Output = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)

# A simple function, so that options such as -c go to the program and do not bind here.
function Invoke-Native {
    $program, $arguments = $args
    Write-Verbose "$program $arguments" -Verbose
    & $program @arguments
    if ($LASTEXITCODE) { throw "$program ended with $LASTEXITCODE." }
}

function Invoke-BuildTask { Invoke-Native dotnet build "$root/OProf.slnx" -c $Configuration }

function Invoke-TestTask { Invoke-Native dotnet test "$root/OProf.slnx" -c $Configuration }

function Invoke-BenchTask {
    $scripts = Get-ChildItem "$root/tests/Benchmarks" -File -ErrorAction Ignore | Where-Object Extension -In '.sh', '.ps1' | Sort-Object Name
    if (-not $scripts) { Write-Warning 'There is nothing in tests/Benchmarks.' }
    foreach ($script in $scripts) {
        $program = $script.Extension -eq '.sh' ? 'bash' : 'pwsh'
        Invoke-Native $program $script.FullName
    }
}

function Invoke-DocsTask {
    if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
        throw 'Microsoft.PowerShell.PlatyPS is not installed. Run: Install-PSResource Microsoft.PowerShell.PlatyPS'
    }

    # In a process of its own: a module that is loaded keeps its assemblies until the process ends.
    $code = {
        param($root)
        $ErrorActionPreference = 'Stop'
        Import-Module "$root/OProf.psd1"
        Import-Module Microsoft.PowerShell.PlatyPS
        $common = [System.Management.Automation.Cmdlet]::CommonParameters

        # Update-MarkdownCommandHelp 1.0.3 mixes what Get-Help shows into the pages a second time, so a page is only made
        # where there is none, and what has changed is said.
        foreach ($command in Get-Command -Module OProf -CommandType Cmdlet) {
            $page = "$root/docs/cmdlets/$($command.Name).md"
            if (-not (Test-Path $page)) {
                $made = New-MarkdownCommandHelp -CommandInfo $command -OutputFolder ([System.IO.Path]::GetTempPath()) -Force
                Move-Item $made.FullName $page
                Write-Warning "$page is new: fill it in."
            }

            $text = [System.IO.File]::ReadAllText($page)
            $documented = [regex]::Matches($text, '(?m)^### -(\w+)$').ForEach({ $_.Groups[1].Value })
            foreach ($name in $command.Parameters.Keys) {
                if ($name -notin $common -and $name -notin $documented) { Write-Warning "$page lacks -$name." }
            }
            foreach ($name in $documented) {
                if ($name -notin $command.Parameters.Keys) { Write-Warning "$page has -$name, which is no parameter." }
            }
            if (-not (Test-MarkdownCommandHelp $page)) { Write-Warning "$page does not follow the schema." }
        }

        $pages = (Get-ChildItem "$root/docs/cmdlets/*.md").FullName
        $made = Import-MarkdownCommandHelp -Path $pages | Export-MamlCommandHelp -OutputFolder ([System.IO.Path]::GetTempPath()) -Force

        # The links between the pages are for readers of Markdown; Get-Help takes only whole addresses.
        $text = [System.IO.File]::ReadAllText($made.FullName).Replace("`r`n", "`n") -replace '<maml:uri>[^<:]*</maml:uri>', '<maml:uri />'
        [System.IO.File]::WriteAllText("$root/Module/en-US/$($made.Name)", $text)
        Remove-Item $made.FullName
    }
    Invoke-Native pwsh -NoProfile -NonInteractive -Command "& { $code } '$root'"
}

# The module's folder, as Install-PSResource makes it, and the packages for the PowerShell Gallery and for `dotnet tool install`.
function Invoke-PackageTask {
    $manifest = Import-PowerShellDataFile "$root/OProf.psd1"
    $package = "$Output/OProf"
    if (Test-Path $package) { Remove-Item $package -Recurse }
    $null = New-Item -ItemType Directory "$package/Module"
    Copy-Item "$root/OProf.psd1", "$root/LICENSE", "$root/README.md" $package
    Copy-Item "$root/Module/*" "$package/Module" -Recurse -Exclude en-US

    # ContinuousIntegrationBuild leaves the machine's paths out of what is compiled, so that it is the same wherever it is built.
    $options = $NoBuild ? @('--no-build') : @('-p:ContinuousIntegrationBuild=true')
    Invoke-Native dotnet publish "$root/src/OProf.PowerShell" -c $Configuration -o "$package/Module/bin" -v quiet @options
    Get-ChildItem "$package/Module/bin" -File | Where-Object { $_.Extension -ne '.dll' -and $_.Name -notlike 'OProf.*.pdb' } | Remove-Item
    Remove-Item "$package/Module/bin/runtimes" -Recurse -ErrorAction Ignore

    # Get-Help looks for topics in the folder of the manifest, and for a cmdlet's help beside its assembly.
    $topics = Get-ChildItem "$root/Module/en-US/about_*.help.txt"
    if ($topics) {
        $null = New-Item -ItemType Directory "$package/en-US"
        Copy-Item $topics "$package/en-US"
    }

    # dotnet pack makes the package from the folder; NuGet's own tools take it as one of a module by the tag PSModule.
    $escape = { [System.Security.SecurityElement]::Escape($args[0]) }
    $data = $manifest.PrivateData.PSData
    $nuspec = "$Output/OProf.nuspec"
    [System.IO.File]::WriteAllText($nuspec, @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>OProf</id>
    <version>$($manifest.ModuleVersion)</version>
    <authors>$(& $escape $manifest.Author)</authors>
    <license type="expression">MIT</license>
    <readme>README.md</readme>
    <copyright>$(& $escape $manifest.Copyright)</copyright>
    <description>$(& $escape $manifest.Description)</description>
    <tags>$(@('PSModule') + $data.Tags)</tags>
  </metadata>
  <files>
    <file src="**" target="" />
  </files>
</package>
"@)
    $pack = @('-c', $Configuration, '--no-build', '-o', $Output, '-v', 'quiet')
    Invoke-Native dotnet pack "$root/src/OProf.PowerShell" @pack '-p:IsPackable=true' '-p:NoPackageAnalysis=true' "-p:NuspecFile=$nuspec" "-p:NuspecBasePath=$package"
    Remove-Item $nuspec
    if (-not $NoBuild) { Invoke-Native dotnet build "$root/src/OProf.Cli" -c $Configuration -v quiet @options }
    Invoke-Native dotnet pack "$root/src/OProf.Cli" @pack

    # The time of packing is in every entry; with the commit's the same sources give the same bytes. (A zip has no time zone.)
    $seconds = $env:SOURCE_DATE_EPOCH ?? (git -C $root log -1 --format=%ct 2>$null) ?? 315532800
    $time = [datetimeoffset]::FromUnixTimeSeconds($seconds)
    foreach ($file in Get-Item "$Output/*.nupkg") {
        $zip = [System.IO.Compression.ZipFile]::Open($file.FullName, 'Update')
        foreach ($entry in $zip.Entries) { $entry.LastWriteTime = $time }
        $zip.Dispose()
    }
    Get-Item "$package/OProf.psd1", "$Output/*.nupkg"
}

function Invoke-CleanTask {
    Get-ChildItem "$root/src", "$root/tests" -Directory -Recurse -Include bin, obj, TestResults | Remove-Item -Recurse -Force
    if (Test-Path "$root/artifacts") { Remove-Item "$root/artifacts" -Recurse -Force }
}

foreach ($name in $Task) {
    Write-Verbose "== $name" -Verbose
    & "Invoke-${name}Task"
}
