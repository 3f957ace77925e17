# Pages: addresses, forms, requests

error-page-not-found = There is nothing at this address, or you may not read it.
error-page-not-found-todo = Check the address, or search from the home page.
error-page-forbidden = Your role may not do this.
error-page-forbidden-todo = If you need it, ask an administrator to change your role.
error-page-sign-in-required = This page is shown after sign-in only, or your session has ended.
error-page-sign-in-required-todo = Sign in and try again; you will come back to this page.
error-page-bad-request = What was sent is incomplete or has the wrong form.
error-page-bad-request-todo = Go back, check it and send it again.
error-page-form-expired = The form was open for too long or was sent from elsewhere; to be safe it was not carried out.
error-page-form-expired-todo = Go back, reload the page and send it again.
error-page-too-large = What was sent is larger than allowed.
error-page-too-large-todo = Make the file smaller, or ask an administrator to use the import command.
error-page-rate-limited = There were too many requests in a short time, so yours was held back.
error-page-rate-limited-todo = Wait { $seconds } seconds and try again.
error-page-unavailable = The system is busy, or a part of it is not available.
error-page-unavailable-todo = Try again later; nothing that was confirmed is lost.
error-page-internal = The request met an unexpected fault; the details are in the log.
error-page-internal-todo = Try again later. If it happens again, tell an administrator the number of the request.
error-page-password-due = Somebody else set your password, so it must be changed first.
error-page-password-due-todo = Set a new one under “My account”, then try again.
error-page-second-factor-due = Your office needs a second factor, and you have none yet.
error-page-second-factor-due-todo = Set up an authenticator app or a passkey under “My account”, then try again.
error-page-confirm-needed = This is sensitive, so you are asked again who you are.
error-page-confirm-needed-todo = Prove it and try again.
