BeforeAll {
    . "$PSScriptRoot/OProf.TestSetup.ps1"
    $script:work = 'sh', '-c', 'i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done'
}

Describe 'New-OProfBaseline' {
    AfterEach { Remove-AllSession }

    It 'writes what it measured as JSON with sorted keys, and leaves nothing open' {
        Assert-Capability OwnProcess
        $before = Get-OpenPerfEventCount
        $file = New-OProfBaseline "$TestDrive/sh.json" $work -Repeat 4 -Frequency 4999 -Event page-faults, task-clock -WarningAction Ignore
        $file.FullName | Should -Be (Get-Item "$TestDrive/sh.json").FullName
        $text = [System.IO.File]::ReadAllText($file.FullName)
        $text | Should -Not -Match "`r"
        $baseline = $text | ConvertFrom-Json -AsHashtable
        @($baseline.Keys) | Should -BeExactly @('counters', 'machine', 'name', 'oprof', 'profile', 'repeat', 'runMilliseconds', 'schema', 'version', 'warmUp', 'work')
        $baseline.schema | Should -Be 'oprof-baseline'
        $baseline.repeat | Should -Be 4
        $baseline.counters['page-faults'].values.Count | Should -Be 4
        $baseline.profile.event | Should -Be 'cpu-clock'
        $baseline.profile.mode | Should -Be 'user'
        ($baseline.profile.symbols.Values.share | Measure-Object -Sum).Sum | Should -BeGreaterThan 0.9
        ($baseline.profile.stacks.Values | Measure-Object -Sum).Sum | Should -BeGreaterThan 0.9
        foreach ($part in $baseline.counters, $baseline.machine, $baseline.profile, $baseline.profile.symbols, $baseline.profile.stacks) {
            $keys = [string[]] @($part.Keys)
            $sorted = [string[]] $keys.Clone()
            [Array]::Sort($sorted, [System.StringComparer]::Ordinal)
            $keys | Should -BeExactly $sorted
        }
        Get-OpenPerfEventCount | Should -Be $before
        Get-OProfSession | Should -BeNullOrEmpty
    }

    It 'has the ratios to a reference, and no shares where none are wanted' {
        Assert-Capability OwnProcess
        $null = New-OProfBaseline "$TestDrive/ratio.json" $work -ReferenceCommand true -Repeat 3 -NoProfile -Event task-clock -WarningAction Ignore
        $baseline = Get-Content "$TestDrive/ratio.json" -Raw | ConvertFrom-Json -AsHashtable
        $baseline.reference | Should -Be 'true'
        $baseline.ratios['task-clock'].values | ForEach-Object { $_ | Should -BeGreaterThan 1 }
        $baseline.ContainsKey('profile') | Should -BeFalse
    }

    It 'measures a script block' {
        Assert-Capability OwnProcess
        $null = New-OProfBaseline "$TestDrive/block.json" { foreach ($i in 1..30000) { $null = "$i" } } -Repeat 2 -Event page-faults -Frequency 999 -WarningAction Ignore
        $baseline = Get-Content "$TestDrive/block.json" -Raw | ConvertFrom-Json -AsHashtable
        $baseline.work | Should -Be 'block'
        $baseline.profile.samples | Should -BeGreaterThan 0
    }

    It 'says where it is too short to tell what it is for' {
        Assert-Capability OwnProcess
        $warning = $null
        $null = New-OProfBaseline "$TestDrive/short.json" $work -Repeat 2 -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*As much again could not tell*'
    }

    It 'replaces a file only with -Force, and does nothing with -WhatIf' {
        Assert-Capability OwnProcess
        Set-Content "$TestDrive/there.json" 'mine'
        (Get-ErrorOf { New-OProfBaseline "$TestDrive/there.json" true -NoProfile }).FullyQualifiedErrorId | Should -BeLike 'OProfFileExists,*'
        New-OProfBaseline "$TestDrive/there.json" true -NoProfile -Force -WhatIf | Should -BeNullOrEmpty
        Get-Content "$TestDrive/there.json" | Should -Be 'mine'
        $null = New-OProfBaseline "$TestDrive/there.json" true -NoProfile -Force -Repeat 2 -WarningAction Ignore
        Get-Content "$TestDrive/there.json" -TotalCount 1 | Should -Be '{'
    }

    It 'looks for the folder before it measures' {
        Assert-Capability OwnProcess
        (Get-ErrorOf { New-OProfBaseline "$TestDrive/no/such.json" sh, -c, "touch $TestDrive/ran" }).FullyQualifiedErrorId | Should -BeLike 'OProfFileNotWritten,*'
        "$TestDrive/ran" | Should -Not -Exist
    }

    It 'does not swallow the exit code of a command that fails, and writes nothing' {
        Assert-Capability OwnProcess
        $failure = Get-ErrorOf { New-OProfBaseline "$TestDrive/failed.json" sh, -c, 'exit 3' }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OProfCommandFailed,*'
        "$failure" | Should -BeLike '*exit code 3*'
        "$TestDrive/failed.json" | Should -Not -Exist
        $null = New-OProfBaseline "$TestDrive/failed.json" sh, -c, 'exit 3' -IgnoreExitCode -NoProfile -Repeat 2 -WarningAction Ignore
        "$TestDrive/failed.json" | Should -Exist
    }

    It 'says that there is nothing to see where no sample was taken' {
        Assert-Capability OwnProcess
        (Get-ErrorOf { New-OProfBaseline "$TestDrive/none.json" sleep, 0 -Frequency 1 -Repeat 1 -WarmUp 0 }).FullyQualifiedErrorId | Should -BeLike 'OProfBaselineNoSamples,*'
    }
}
