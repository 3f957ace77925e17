## Sign-in and first run

sign-in-title = Sign in
sign-in-login = Login
sign-in-password = Password
sign-in-do = Sign in
sign-in-demo = Demonstration accounts
sign-in-demo-factor = The demonstration asks for no second factor; in real use the three administrators must have one.
sign-in-role = Role

first-run-title = Set up the archive
first-run-lead = Nothing is here yet. Write down the name of your union and its three administrators; the one for security then opens accounts for everyone else.
first-run-do = Set up and sign in
