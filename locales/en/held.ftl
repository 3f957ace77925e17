## Held back: papers that bear a mark of state secrecy

held-title = Held back
held-came = Came in
held-lead = A mark of state secrecy was found on this paper. This system may not hold state secrets, so its content is kept encrypted and is neither shown nor searched nor given out.
held-step-tell = Tell your secrecy officer at once; do not pass it on, print or copy it.
held-step-take = If it is a state secret, take it out of the inbox and deal with the paper and the device from which it came as the secrecy rules say.
held-step-release = If it is not, for example because it only quotes such a mark, somebody other than who brought it in compares it with the original and releases it; it is read again then.
held-discard = Take it out of the inbox
held-discard-reason = bears a mark of state secrecy
held-release = It is no state secret: release it
held-own = You brought this paper in yourself; somebody else has to release it.
unreadable-secrecy-mark = Held back for a mark of state secrecy. Open it to see what to do.
action-record-held = held back
action-record-released = released
error-held-back = A mark of state secrecy was found on this paper, and its content is held back.
error-held-back-todo = Tell the secrecy officer at once. If it is no state secret, somebody other than who brought it in releases it in the inbox.
error-own-paper = Who brought a paper in cannot release it.
error-own-paper-todo = Have another person who may describe papers compare it with the original and release it.
