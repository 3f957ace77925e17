## Signing in: passkeys, passwords, devices

passkey-title = Passkeys
passkey-lead = Sign in with your finger, your face or your device's PIN instead of a password; no false site can take it from you.
passkey-count = { $count ->
    [one] You have one passkey.
   *[other] You have { $count } passkeys.
}
passkey-manage = Manage passkeys
passkey-own = Your passkeys
passkey-name = Name
passkey-name-hint = To know it by, such as “office computer”; at most { $most } characters.
passkey-made = Added
passkey-used = Last used
passkey-never-used = Never used
passkey-backed-up = Synchronised
passkey-elsewhere = For another address, useless here
passkey-suspected = Stopped: may have been copied
passkey-suspected-lead = The counter of this passkey ran backwards. Somebody may have copied it, so it was stopped. Remove it, add a new one, and tell the security administrator.
passkey-remove = Remove
passkey-removed = The passkey is removed.
passkey-added = The passkey is added.
passkey-new = Add a passkey
passkey-new-lead = The browser asks for your finger, your face or your device's PIN. From then on the password alone no longer signs you in: it takes a passkey or a recovery code as well. Add one on a second device, too.
passkey-new-do = Add
passkey-off = This installation has no public address, so it cannot take passkeys. Ask the system administrator to set server.public_url.
passkey-or = or
passkey-needs-script = Passkeys need scripts in the browser. Without them use the password or a recovery code.
passkey-unable = This browser has no passkeys. Use another way.
passkey-not-given = No passkey came: it was cancelled, took too long, or there is none on this device. Try again or use another way.
passkey-use = Use a passkey
recovery-code-hint = A recovery code, such as 7Q2M-88XA-R4TZ.

error-passkeys-off = Passkeys are off.
error-passkeys-off-todo = Sign in with your password. For passkeys, ask the system administrator to set server.public_url.
error-passkey-refused = The passkey was not accepted.
error-passkey-refused-todo = Try again. If it goes on, sign in with your password and look at your passkeys.
error-passkey-copied = This passkey may have been copied and was stopped.
error-passkey-copied-todo = Sign in with password and recovery code, remove it, add a new one, and tell the security administrator.
error-passkey-known = This passkey is known already.
error-passkey-known-todo = It is in your list; nothing is left to do.
error-too-many-passkeys = There are too many passkeys.
error-too-many-passkeys-todo = Remove those that you no longer use.
error-challenge-over = The time is over, or this answer was used before.
error-challenge-over-todo = Press the passkey button again.
error-public-url = The public address cannot be used for passkeys.
error-public-url-todo = Ask the system administrator to check server.public_url: https, with name and port only.
error-password-breached = This password is in a collection of leaked passwords.
error-password-breached-todo = Attackers try such passwords first. Take one that you have used nowhere else; a sentence that you remember is good.
error-breached-list = Line { $line } is no SHA-1 with a count, or the list is not ordered by hash.
error-breached-list-todo = Download the list that is ordered by hash.
error-breached-file = The file of breached passwords cannot be used.
error-breached-file-todo = Ask the system administrator to make it again with guildhall passwords build-filter.

## Devices

own-session-device = Device
device-unknown = Unknown device
device-news = A new device signed in to your account: { $agent }, { $address }, { $moment }. If that was not you, open “My account”, sign it out and change your password.
place-here = this machine
place-internal = internal network
place-outside = outside
