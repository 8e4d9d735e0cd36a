// `npm start`: builds, diagnoses this machine and, where that is no RKE2 node, shows a recorded sick node.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'bin/rke2-netdoctor.js');
const recording = 'fixtures/nodes/canal-agent-sick';
const run = (command, ...words) => spawnSync(command, words, {cwd: root, stdio: 'inherit'}).status;

if (run('npm', 'run', '--silent', 'build') !== 0) {
	process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-'));
try {
	const report = join(folder, 'report.json');
	run(process.execPath, program, 'check', '--report', `json=${report}`);
	if (JSON.parse(readFileSync(report, 'utf8')).environment.installation.value !== 'rke2') {
		console.log(`\nA recorded sick node instead: rke2-netdoctor replay ${recording}\n`);
		run(process.execPath, program, 'replay', recording);
	}
} finally {
	rmSync(folder, {recursive: true});
}
