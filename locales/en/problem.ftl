## Pages for what went wrong

problem-home = To the home page
problem-reference = Status { $status } · request { $reference }

problem-invalid = The request is not right
problem-sign-in = Please sign in
problem-denied = Not allowed
problem-not-found = Not found
problem-conflict = In conflict with what is there
problem-too-large = Too large
problem-too-many = Too many requests
problem-unavailable = Not available just now
problem-internal = Something went wrong
