# Packages that leave

package-open = Take it with you
package-title = Take the record with you
package-lead = One file with everything: the files as they came in, the description, the history, and the proof of that history. Who receives it can check it without this program.
package-record = Record
package-kind = Kind of package
package-eep = National package (EEP, DA/T 48-2009)
package-eep-lead = For archives administrations. One XML file, signed with RSA and with SM2.
package-bagit = BagIt (RFC 8493)
package-bagit-lead = For any archives or library. A zip file with the files as they are, and lists of their digests.
package-ocfl = OCFL 1.1
package-ocfl-lead = For long-term stores. A zip file with one object that can grow by versions.
package-noted = The package counts as one exported record of today, and the ledger keeps that you took it.
package-do = Make the package
action-record-packaged = taken along as a package
error-dispatch-not-filed = The record is not filed yet.
error-dispatch-not-filed-todo = File it first; a package goes by its archival code.
error-dispatch-format = There is no such kind of package.
error-dispatch-format-todo = Choose the national package, BagIt or OCFL.
error-dispatch-scratch = The package could not be put together on this machine.
error-dispatch-scratch-todo = Have the disk checked, then try again.
