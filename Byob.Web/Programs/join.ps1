# Makes this machine a worker of the party at @MASTER@. For Windows PowerShell 5.1 and PowerShell 7.
#
#   $env:BYOB_TICKET = '...'; irm @MASTER@/join.ps1 | iex
#   $env:BYOB_TICKET = '...'; & ([scriptblock]::Create((irm @MASTER@/join.ps1))) -Service     comes back when you log on
#   & ([scriptblock]::Create((irm @MASTER@/join.ps1))) -Uninstall                             undoes all of it
#
# It fetches one program from the master, checks its SHA-256, puts it into your own folder for programs' data and starts it. It
# needs no administrator. Run again, it fetches only what has changed and goes on. Other arguments go to "byob join".
#
# The ticket comes in the environment and not as an argument: others on a machine can read the arguments of its processes, but
# not your processes' environment. Without a ticket it asks for the party password.
param(
    [switch] $Service,
    [switch] $Uninstall,
    [Parameter(ValueFromRemainingArguments = $true)] [string[]] $More
)

& {
    param([bool] $Service, [bool] $Uninstall, [string[]] $More)

    $ErrorActionPreference = 'Stop'
    # The progress bar of 5.1 slows a download down many times.
    $ProgressPreference = 'SilentlyContinue'
    $master = '@MASTER@'
    # Set when no authority vouches for the master's certificate. Then the line that fetched this script has pinned the master's key, and
    # the program is checked by the sum below; so fetching it needs no other proof, and the worker pins the certificate from here on.
    $fingerprint = '@FINGERPRINT@'
    # As this master had the programs when it served this script.
    $sums = @{
        # @SUMS@
    }
    $ticket = $env:BYOB_TICKET
    $env:BYOB_TICKET = $null

    # $IsWindows is not there in 5.1, which runs nowhere else.
    if ($PSVersionTable.PSVersion.Major -ge 6 -and -not $IsWindows) {
        Write-Host "This script is for Windows. Here, use: curl -fsSL $master/join.sh | sh"
        return
    }

    $root = Join-Path $env:LOCALAPPDATA 'BYOB'
    $bin = Join-Path $root 'bin'
    $program = Join-Path $bin 'byob.exe'

    if ($Uninstall) {
        if (-not (Test-Path $program)) {
            Write-Host "There is no program of ours at $program; nothing was changed."
            return
        }
        & $program uninstall
        if ($LASTEXITCODE -ne 0) {
            Write-Host 'Not all of it could be undone; what is left is said above. Mend that and run the line again.'
            return
        }
        Remove-Item -Recurse -Force $root
        Write-Host 'BYOB is gone from this machine.'
        return
    }

    # On ARM machines Windows runs the program for x64.
    $platform = 'win-x64'
    $sum = $sums[$platform]
    if (-not $sum) {
        Write-Host "The master at $master has no program for this platform ($platform). Its host can make one with ./publish-workers.sh."
        Write-Host "With the .NET 10 SDK and a clone of the repository this works too: dotnet run -c Release --project Byob.Worker -- join $master"
        return
    }

    New-Item -ItemType Directory -Force $bin | Out-Null
    if ((Test-Path $program) -and ((Get-FileHash -Algorithm SHA256 $program).Hash -eq $sum)) {
        Write-Host "The program is here already: $program"
    }
    else {
        Write-Host "Fetching byob for $platform from $master ..."
        $new = Join-Path $bin ".byob.$PID.exe"
        try {
            if ($fingerprint) {
                curl.exe -fsSLk -o $new "$master/programs/$platform/byob"
                if ($LASTEXITCODE -ne 0) { throw "The program could not be fetched from $master. Is the master running, and can this machine reach it?" }
            }
            else {
                Invoke-WebRequest -UseBasicParsing -Uri "$master/programs/$platform/byob" -OutFile $new
            }
            $got = (Get-FileHash -Algorithm SHA256 $new).Hash.ToLowerInvariant()
            if ($got -ne $sum) {
                throw "What came is not the program that this master announced (SHA-256 $got instead of $sum), so it was thrown away. Run the line again; if it stays so, somebody between you and the master changes what is sent."
            }
            # A program that runs cannot be written over, but it can be moved away.
            if (Test-Path $program) { Move-Item -Force $program "$program.old" }
            Move-Item -Force $new $program
        }
        finally {
            if (Test-Path $new) { Remove-Item -Force $new }
        }
        Write-Host "Installed: $program (its SHA-256 is right)"
    }
    Set-Content -Path (Join-Path $root 'installed-by-join') -Value ''

    Write-Host 'It only counts bytes that the master sends, and runs nothing of the master''s. It runs as you, with no more rights.'
    Write-Host "Pause: & '$program' pause 1h   Go on: & '$program' resume   How it is: & '$program' status   Limits: & '$program' config"
    Write-Host "Undo all of this: & ([scriptblock]::Create((irm $master/join.ps1))) -Uninstall"

    & $program status --once *> $null
    if ($LASTEXITCODE -eq 0) {
        Write-Host 'The worker of this machine runs already; nothing else to do. After an update of the program, stop it and start it again.'
        return
    }

    try {
        $env:BYOB_TICKET = $ticket
        if ($fingerprint) { $env:BYOB_FINGERPRINT = $fingerprint }
        if ($Service) {
            & $program join $master --no-run @More
            if ($LASTEXITCODE -eq 0) {
                $env:BYOB_TICKET = $null
                & $program service install
            }
            return
        }
        Write-Host "It works here until Ctrl+C. To go on later: & '$program' run"
        & $program join $master @More
    }
    finally {
        $env:BYOB_TICKET = $null
    }
} ([bool] $Service) ([bool] $Uninstall) $More
