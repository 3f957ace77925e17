/** Starts what makes the pages smoother. Every page works without this file. */
import "htmx.org";
import { startComposition } from "./composition.js";
import { startDescribing } from "./describe.js";
import { startMenus } from "./menu.js";
import { startNotices } from "./notice.js";
import { startPapers } from "./papers.js";
import { startPasskeys } from "./passkey.js";
import { startSearch } from "./search.js";
import { startTheme } from "./theme.js";
import { startUpload } from "./upload.js";
import { startViewer } from "./viewer.js";

document.documentElement.classList.add("scripted");
startComposition(document);
startMenus(document);
startTheme(document);
startSearch(document);
startNotices(document);
startUpload(document);
startPapers(document);
startPasskeys(document);
startViewer(document);
startDescribing(document);
