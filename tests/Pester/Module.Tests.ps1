BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'The module' {
    It 'exports what the manifest says, and nothing else' {
        $manifest = Import-PowerShellDataFile "$Manifest"
        $module = Get-Module OProf
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $module.ExportedAliases.Keys | Sort-Object | Should -Be ($manifest.AliasesToExport | Sort-Object)
        $module.ExportedFunctions.Keys | Sort-Object | Should -Be ($manifest.FunctionsToExport | Sort-Object)
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has approved verbs only' {
        $approved = (Get-Verb).Verb
        Get-Command -Module OProf -CommandType Cmdlet, Function | ForEach-Object { $_.Verb | Should -BeIn $approved }
    }

    It 'has its assemblies in a load context of their own' {
        $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'OProf'
        @($context).Count | Should -Be 1
        $context.Assemblies.ForEach({ $_.GetName().Name }) | Sort-Object |
            Should -Contain 'OProf.PowerShell'
        [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({ $_.GetName().Name }) | Should -Not -Contain 'OProf.Capture'
    }

    It 'can be imported again, and after it was removed' {
        $code = {
            param($manifest)
            Import-Module $manifest
            Import-Module $manifest -Force
            Remove-Module OProf
            Import-Module $manifest
            "$((Get-Alias Wait).Definition) $((Get-Command Start-OProfSession).ModuleName) $((Get-Module OProf).ExportedCmdlets.Count)"
        }
        $shell = [powershell]::Create().AddScript($code).AddArgument("$Manifest")
        try {
            $shell.Invoke() | Should -Be "Wait-OProfSession OProf $((Get-Module OProf).ExportedCmdlets.Count)"
            $shell.Streams.Error.Count | Should -Be 0
        }
        finally { $shell.Dispose() }
    }

    It 'ends all sessions when it is removed' {
        Assert-Capability SystemWide
        $code = {
            param($manifest)
            $sessionTypes = Import-Module $manifest -PassThru
            $session = Start-OProfSession -WarningAction Ignore
            Remove-Module OProf
            "$($session.State)"
        }
        $result = pwsh -NoProfile -NonInteractive -Command $code -args "$Manifest"
        $result | Should -Be 'Stopped'
    }

    It 'gives every cmdlet a type of output' {
        $without = Get-Command -Module OProf -CommandType Cmdlet | Where-Object { -not $_.OutputType -and $_.Verb -ne 'Remove' }
        $without | Should -BeNullOrEmpty
    }

    It 'asks before it destroys' {
        foreach ($name in 'Stop-OProfSession', 'Remove-OProfSession') {
            (Get-Command $name).Parameters.Keys | Should -Contain 'WhatIf'
        }
    }

    It 'holds to the rules of PSScriptAnalyzer: <File>' -ForEach @(
        @{ File = 'OProf.psd1'; Except = @() }
        @{ File = 'Module/OProf.psm1'; Except = @() }
        # Arguments of native programs are positional, and the rule does not see a parameter's use in a function.
        @{ File = 'build.ps1'; Except = @('PSAvoidUsingPositionalParameters', 'PSReviewUnusedParameter') }
    ) {
        if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) { Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed' }
        Import-Module PSScriptAnalyzer
        $path = $File -eq 'build.ps1' ? "$Repository/$File" : "$(Split-Path $Manifest)/$File"
        Invoke-ScriptAnalyzer -Path $path -ExcludeRule $Except | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName)" } | Should -BeNullOrEmpty
    }
}
