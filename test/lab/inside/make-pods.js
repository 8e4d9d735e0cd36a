// Makes pods by crictl, one after the other: reads a list, prints what containerd made of each. README.md: cri/.
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const directory = mkdtempSync('/run/lab/pods-');

const crictl = (...words) =>
	execFileSync(
		'/var/lib/rancher/rke2/bin/crictl',
		['--config', '/var/lib/rancher/rke2/agent/etc/crictl.yaml', ...words],
		{encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000},
	).trim();

const written = (name, config) => {
	const path = join(directory, name);
	writeFileSync(path, JSON.stringify(config));
	return path;
};

/** host-local gives the address after the one that it gave last. */
const reserve = ({network, before}) => {
	mkdirSync(`/var/lib/cni/networks/${network}`, {recursive: true});
	for (const [range, address] of before.entries()) {
		writeFileSync(`/var/lib/cni/networks/${network}/last_reserved_ip.${range}`, address);
	}
};

const inspect = (verb, id) => JSON.parse(crictl(verb, '-o', 'json', id));

const interfacesOf = ({info: {cniResult, runtimeSpec}}) => {
	const path = runtimeSpec.linux.namespaces.find(({type}) => type === 'network')?.path;
	const interfaces = Object.entries(cniResult?.Interfaces ?? {});
	const [hostInterface] = interfaces.find(([, {Sandbox}]) => Sandbox === '') ?? [];
	return path === undefined || cniResult === null
		? {}
		: {
				namespaceName: path.split('/').pop(),
				mac: cniResult.Interfaces.eth0.Mac,
				addresses: cniResult.Interfaces.eth0.IPConfigs.map(({IP}) => IP),
				hostInterface,
			};
};

const startContainer = (sandboxId, sandboxPath, {config}) => {
	const id = crictl('create', '--no-pull', sandboxId, written('container.json', config), sandboxPath);
	crictl('start', id);
	return {name: config.metadata.name, id, pid: inspect('inspect', id).info.pid};
};

const makePod = ({sandbox, addresses, containers, isFinished, sandboxId: known}) => {
	if (addresses !== undefined) {
		reserve(addresses);
	}
	const path = written('sandbox.json', sandbox);
	const sandboxId = known ?? crictl('runp', path);
	const started = containers.map(container => startContainer(sandboxId, path, container));
	if (isFinished) {
		crictl('stopp', sandboxId);
	}
	const state = inspect('inspectp', sandboxId);
	return {
		uid: sandbox.metadata.uid,
		sandboxId,
		pid: state.info.pid,
		...interfacesOf(state),
		containers: started,
	};
};

try {
	process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(makePod)));
} catch (error) {
	process.stderr.write(`${error.stderr ?? error.stack}\n`);
	process.exitCode = 1;
} finally {
	rmSync(directory, {recursive: true, force: true});
}
