BeforeAll { . "$PSScriptRoot/OProf.TestSetup.ps1" }

Describe 'Get-OProfCookie' {
    AfterEach { Remove-AllSession }

    It 'has a row for each cookie that the samples have' {
        Assert-Capability OwnProcess
        $session = New-SampleSession -Samples 200 | Wait -PassThru
        $table = @{}
        $session | Get-OProfCookie | ForEach-Object { $table[$_.Cookie] = $_ }
        $samples = $session | Get-OProfSample | Where-Object { $_.Mode -eq 'User' -and $_.Cookie -notin 0, [ulong]::MaxValue }
        @($samples).Count | Should -BeGreaterThan 0
        foreach ($sample in $samples) { $table[$sample.Cookie].Path | Should -Be $sample.Image }
    }

    It 'gives single cookies' {
        Assert-Capability OwnProcess
        $session = New-SampleSession | Wait -PassThru
        ($session | Get-OProfCookie -Cookie 1).Cookie | Should -Be 1
    }

    It 'has build ids as readelf shows them' {
        Assert-Capability OwnProcess
        if (-not (Get-Command readelf -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'readelf is not installed' }
        $session = New-SampleSession | Wait -PassThru
        $file = $session | Get-OProfCookie | Where-Object { $_.BuildId -and [System.IO.File]::Exists($_.Path) } | Select-Object -First 1
        if (-not $file) { Set-ItResult -Skipped -Because 'no mapping had a build id' }
        readelf -n $file.Path | Out-String | Should -Match "Build ID: $($file.BuildId)"
    }

    It 'prints as a table' {
        Assert-Capability OwnProcess
        New-SampleSession | Wait -PassThru | Get-OProfCookie | Out-String -Width 140 | Should -Match 'Cookie\s+Kind\s+ProcessId\s+BuildId\s+Path'
    }
}
