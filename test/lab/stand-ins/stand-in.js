import {readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {basename} from 'node:path';

/**
 * Starts a stand-in: called as `SCRIPT [ARGUMENT…] -- COMMAND-LINE`, the process takes the command line and the
 * name of the program it stands for, so that ps, pgrep and ss show that. Returns the arguments.
 */
export const becomeProgram = () => {
	const [ours, theirs] = splitAt(process.argv.slice(2), '--');
	if (theirs.length > 0) {
		process.title = theirs.join(' ');
		writeFileSync('/proc/self/comm', basename(theirs[0]));
	}
	for (const signal of ['SIGTERM', 'SIGINT']) {
		process.on(signal, () => process.exit(0));
	}
	return ours;
};

const splitAt = (words, separator) => {
	const index = words.indexOf(separator);
	return index === -1 ? [words, []] : [words.slice(0, index), words.slice(index + 1)];
};

/** Tells the lab that everything listens; the lab gave the name of the file. */
export const reportReady = () => {
	if (process.env.LAB_READY !== undefined) {
		writeFileSync(process.env.LAB_READY, 'ready\n');
	}
};

export const listen = (server, port, host) =>
	new Promise((resolve, reject) => {
		server.on('error', reject);
		server.listen({port, host}, resolve);
	});

/** An HTTP server whose answers are `{path: text}` or `{path: () => ({status, body})}`. */
export const serveTexts = (port, host, answers) =>
	listen(
		createServer((request, response) => {
			const answer = answers[request.url.split('?')[0]];
			if (answer === undefined) {
				response.writeHead(404, {'content-type': 'text/plain'}).end('404 page not found\n');
				return;
			}
			const {status = 200, body} = typeof answer === 'function' ? answer() : {body: answer};
			response.writeHead(status, {'content-type': 'text/plain; charset=utf-8'}).end(body);
		}),
		port,
		host,
	);

export const readJson = path => JSON.parse(readFileSync(path, 'utf8'));
