// Makes pods by crictl, one after the other: reads a list (cri/real-runtime.js), prints what containerd made of each.
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {crictl, withFiles} from './crictl.js';

/** host-local gives the address after the one that it gave last. */
const reserve = ({network, before}) => {
	mkdirSync(`/var/lib/cni/networks/${network}`, {recursive: true});
	for (const [range, address] of before.entries()) {
		writeFileSync(`/var/lib/cni/networks/${network}/last_reserved_ip.${range}`, address);
	}
};

const inspect = (verb, id) => JSON.parse(crictl(verb, '-o', 'json', id));

const macsIn = namespace =>
	Object.fromEntries(
		JSON.parse(execFileSync('nsenter', [`--net=${namespace}`, '--', 'ip', '-j', 'link'])).map(
			({ifname, address}) => [ifname, address],
		),
	);

const interfacesOf = ({info: {cniResult, runtimeSpec}}) => {
	const path = runtimeSpec.linux.namespaces.find(({type}) => type === 'network')?.path;
	const interfaces = Object.entries(cniResult?.Interfaces ?? {});
	const [hostInterface] = interfaces.find(([name, {Sandbox}]) => Sandbox === '' && name !== 'cni0') ?? [];
	return path === undefined || cniResult === null
		? {}
		: {
				namespaceName: path.split('/').pop(),
				macs: macsIn(path),
				addresses: cniResult.Interfaces.eth0.IPConfigs.map(({IP}) => IP),
				hostInterface,
			};
};

const startContainer = (written, sandboxId, sandboxPath, {config}) => {
	const id = crictl('create', '--no-pull', sandboxId, written('container.json', config), sandboxPath);
	crictl('start', id);
	return {name: config.metadata.name, id, pid: inspect('inspect', id).info.pid};
};

const makePod =
	written =>
	({sandbox, addresses, containers, isFinished, sandboxId: known}) => {
		if (addresses !== undefined) {
			reserve(addresses);
		}
		const path = written('sandbox.json', sandbox);
		const sandboxId = known ?? crictl('runp', path);
		const started = containers.map(container => startContainer(written, sandboxId, path, container));
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
	const orders = JSON.parse(readFileSync(0, 'utf8'));
	process.stdout.write(JSON.stringify(withFiles(written => orders.map(makePod(written)))));
} catch (error) {
	process.stderr.write(`${error.stderr ?? error.stack}\n`);
	process.exitCode = 1;
}
