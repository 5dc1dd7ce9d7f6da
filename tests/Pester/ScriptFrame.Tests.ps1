BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"

    # Each of the lines that count says its number's name in a comment.
    function New-Script {
        param([string] $Name, [string] $Text)
        $path = Join-Path $TestDrive $Name
        Set-Content -LiteralPath $path -Value $Text
        $path
    }

    function Get-LineOf {
        param([string] $Path, [string] $Mark)
        [array]::IndexOf((Get-Content -LiteralPath $Path), (Get-Content -LiteralPath $Path | Where-Object { $_ -like "*# $Mark" })) + 1
    }

    $script:Slow = New-Script slow.ps1 @'
function Get-Quick { foreach ($i in 1..2000) { $null = $i * 2 } } # quick
function Get-Slow {
    $sum = 0
    foreach ($i in 1..300000) { $sum += $i % 7 } # slow
    $sum
}
foreach ($round in 1..4) {
    Get-Quick
    Get-Slow # call
}
'@
    $script:SlowLine = Get-LineOf $Slow slow
}

Describe 'Frames of scripts' {
    AfterEach { Remove-AllSession }

    Context 'of a script with a slow line' {
        BeforeAll {
            Assert-Capability OwnProcess
            $script:Run = Measure-OProfCommand { & $Slow } -Event task-clock -Profile -WarningAction SilentlyContinue
        }

        BeforeEach { Assert-Capability OwnProcess }

        It 'has that line first of all lines' {
            $first = $Run.Session | Measure-OProfSample -By Line -WarningAction Ignore | Where-Object Line | Select-Object -First 1
            $first.SourceFile | Should -Be $Slow
            $first.Line | Should -Be $SlowLine
            $first.Total | Should -Be $first.Share

            # Of what the script itself takes: how much the rest of the process does depends on the machine.
            $script = $Run.Session | Measure-OProfSample -By Symbol -Image slow.ps1 -WarningAction Ignore | Where-Object Symbol -EQ '<ScriptBlock>'
            $first.Total | Should -BeGreaterThan (0.5 * $script.Total)
        }

        It 'has the functions, each once, with what they called' {
            $rows = @($Run.Session | Measure-OProfSample -By Symbol -Image slow.ps1 -WarningAction Ignore)
            ($rows | Where-Object Symbol -EQ Get-Slow) | Should -HaveCount 1
            $rows[0].Symbol | Should -Be '<ScriptBlock>'
            $rows[1].Symbol | Should -Be 'Get-Slow'
            $rows[0].Total | Should -BeGreaterOrEqual $rows[1].Total
            $rows.Samples | Sort-Object -Unique | Should -Be 0
        }

        It 'has the samples beside the lines of its source' {
            $lines = @($Run.Session | Get-OProfSource -Symbol slow.ps1 -SourcePath $TestDrive)
            $hottest = $lines | Sort-Object Self -Descending | Select-Object -First 1
            $hottest.Line | Should -Be $SlowLine
            $hottest.Text | Should -BeLike '*# slow'
            $hottest.Symbol | Should -Be 'Get-Slow'
            $call = $lines | Where-Object Text -Like '*# call'
            $call.Self | Should -BeLessThan 0.1
            $call.Total | Should -BeGreaterOrEqual $hottest.Total
        }

        It 'has function and line in call trees and flame graphs, the script outermost' {
            $nodes = @($Run.Session | Get-OProfCallTree -Symbol Get-Slow)
            $nodes[0].Symbol | Should -Be "Get-Slow slow.ps1:$SlowLine"
            $sample = $Run.Session | Get-OProfSample | Where-Object CallStack -Like "*Get-Slow*" | Select-Object -First 1
            $sample.CallStack | Should -BeLike "<ScriptBlock> ScriptFrame.Tests.ps1:*;<ScriptBlock> slow.ps1:$(Get-LineOf $Slow call);Get-Slow slow.ps1:*;*"
            $page = $Run.Session | Show-OProfFlameGraph -Path (Join-Path $TestDrive slow.svg) -PassThru -WarningAction Ignore
            Get-Content $page -Raw | Should -Match "Get-Slow slow.ps1:$SlowLine"
        }
    }

    It 'finds functions of modules, blocks of pipelines, dot-sourced files and recursion, also in a recording' {
        Assert-Capability OwnProcess
        $module = New-Script part.psm1 @'
function Get-OfModule {
    foreach ($i in 1..120000) { $null = $i * 2 } # module
}
'@
        $dotted = New-Script dotted.ps1 'foreach ($i in 1..120000) { $null = $i * 2 } # dotted'
        $main = New-Script main.ps1 @'
param($module, $dotted)
function Get-Deep { param($depth)
    if ($depth) { Get-Deep ($depth - 1); return } # deeper
    foreach ($i in 1..120000) { $null = $i * 2 } # deepest
}
Import-Module $module
Get-OfModule
. $dotted
Get-Deep 3
1..2 | ForEach-Object {
    foreach ($i in 1..60000) { $null = $i * 2 } # each
}
$null = 1..2 | Where-Object {
    foreach ($i in 1..60000) { $null = $i * 2 } # where
}
Start-Sleep -Milliseconds 60 # sleep
Remove-Module part
'@
        $session = Start-OProfSession -ProcessId $PID -Event cpu-clock -Frequency 1999 -OffCpu -Path (Join-Path $TestDrive recorded) -WarningAction Ignore
        & $main $module $dotted
        $session | Stop-OProfSession -WarningAction Ignore
        $imported = Import-OProfCapture (Join-Path $TestDrive recorded) -WarningAction Ignore
        $rows = @($session | Measure-OProfSample -By Line -WarningAction Ignore)
        foreach ($place in @($module, 'module'), @($dotted, 'dotted'), @($main, 'deepest'), @($main, 'each'), @($main, 'where')) {
            $line = Get-LineOf @place
            ($rows | Where-Object { $_.SourceFile -eq $place[0] -and $_.Line -eq $line }).Samples | Should -BeGreaterThan 5 -Because "$place is line $line"
        }
        $waited = $session | Measure-OProfSample -OffCpu -By Line -WarningAction Ignore | Where-Object { $_.SourceFile -eq $main -and $_.Line -eq (Get-LineOf $main sleep) }
        ($waited | Measure-Object Time -Sum).Sum / 1e6 | Should -BeGreaterThan 50
        $deeper = "Get-Deep main.ps1:$(Get-LineOf $main deeper)"
        $stacks = @($imported | Get-OProfSample | ForEach-Object CallStack)
        $stacks -like "*;$deeper;$deeper;$deeper;Get-Deep main.ps1:*" | Should -Not -BeNullOrEmpty
        $stacks -like "*;$deeper;$deeper;$deeper;$deeper;*" | Should -BeNullOrEmpty
        $key = { "$($_.SourceFile):$($_.Line) $($_.Samples)" }
        ($imported | Measure-OProfSample -By Line -WarningAction Ignore | Where-Object Line | ForEach-Object $key) |
            Should -Be ($rows | Where-Object Line | ForEach-Object $key)
    }

    It 'says that other runspaces have no frames' {
        Assert-Capability OwnProcess
        $run = Measure-OProfCommand { 1..2 | ForEach-Object -Parallel { foreach ($i in 1..400000) { $null = $i * 2 } } } -Event task-clock -Profile -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*other runspaces*'
        $run.Session | Measure-OProfSample -By Line -WarningAction Ignore | Where-Object Line -GT 0 | Where-Object SourceFile -Like '*.ps1' |
            ForEach-Object Line | Sort-Object -Unique | Should -HaveCount 1
    }

    It 'leaves them out where it is told to, and refuses them where nothing can come of it' {
        Assert-Capability OwnProcess
        $run = Measure-OProfCommand { & $Slow } -Event task-clock -Profile -ScriptFrame:$false -WarningAction SilentlyContinue
        $run.Session | Measure-OProfSample -By Symbol -Image *.ps1 -WarningAction Ignore | Should -BeNullOrEmpty
        (Get-ErrorOf { Start-OProfSession -ProcessId 1 -ScriptFrame }).FullyQualifiedErrorId | Should -BeLike 'OProfScriptNotCaptured,*'
        $session = Start-OProfSession -ProcessId $PID -Event cpu-clock -ScriptFrame:$false -WarningAction Ignore
        & $Slow
        $session | Stop-OProfSession -WarningAction Ignore
        $session | Measure-OProfSample -By Symbol -Image *.ps1 -WarningAction Ignore | Should -BeNullOrEmpty
    }
}
