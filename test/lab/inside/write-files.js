import {chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';

// A link of the machine, such as resolv.conf into /run, must not be followed.
const removeLink = path => {
	if (lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink()) {
		unlinkSync(path);
	}
};

for (const {path, content, mode = 0o644, link, directory} of JSON.parse(readFileSync(0, 'utf8'))) {
	mkdirSync(directory ? path : dirname(path), {recursive: true});
	if (directory) {
		continue;
	}
	removeLink(path);
	if (link !== undefined) {
		symlinkSync(link, path);
	} else {
		writeFileSync(path, content);
		chmodSync(path, mode);
	}
}
