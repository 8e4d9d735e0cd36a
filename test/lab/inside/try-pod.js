// Asks containerd for the sandbox of a new pod, as often as the kubelet would until it counts, and logs each failure as the
// kubelet does. Reads `{sandbox, tries}`, prints the last error as JSON, or true.
import {appendFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {crictl, withFiles} from './crictl.js';

const {sandbox, tries} = JSON.parse(readFileSync(0, 'utf8'));
const {name, namespace, uid} = sandbox.metadata;
const leases = '/var/lib/cni/networks';

/** What crictl quotes of the answer. */
const errorIn = text => {
	const quoted = /"RunPodSandbox from runtime service failed" err=("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
	return quoted === undefined ? text.trim().split('\n').pop() : JSON.parse(quoted);
};

const quote = text => JSON.stringify(text);

// https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/pod_workers.go
const log = error => {
	const time = new Date().toISOString();
	const pod = `${name}_${namespace}(${uid})`;
	const created = `Failed to create sandbox for pod ${quote(pod)}: ${error}`;
	const failed = `failed to ${quote('CreatePodSandbox')} for ${quote(pod)} with CreatePodSandboxError: ${quote(created)}`;
	appendFileSync(
		'/var/lib/rancher/rke2/agent/logs/kubelet.log',
		`E${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000    1201 pod_workers.go:1324] "Error syncing pod, skipping" err=${quote(failed)} pod="${namespace}/${name}" podUID="${uid}"\n`,
	);
};

const lastGiven = () =>
	readdirSync(leases, {recursive: true})
		.filter(path => path.includes('/last_reserved_ip.'))
		.map(path => [`${leases}/${path}`, readFileSync(`${leases}/${path}`)]);

const attempt = (path, number) => {
	try {
		const before = lastGiven();
		const id = crictl('runp', path(number));
		crictl('stopp', id);
		crictl('rmp', id);
		for (const [file, content] of before) {
			writeFileSync(file, content);
		}
		return true;
	} catch (error) {
		const text = errorIn(String(error.stderr ?? error.message));
		log(text);
		return text;
	}
};

const result = withFiles(written => {
	const path = number =>
		written('sandbox.json', {...sandbox, metadata: {...sandbox.metadata, attempt: number}});
	let last = true;
	for (let number = 0; number < tries; number += 1) {
		last = attempt(path, number);
		if (last === true) {
			return true;
		}
	}
	return last;
});
process.stdout.write(JSON.stringify(result));
