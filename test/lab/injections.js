// Parts of faults: each gives `{inject, heal}` for one thing that is broken and repaired without a trace.
const kept = path => `/run/lab/kept${path}`;

/** Moves files away and back with their times, so that healing leaves no trace. */
const keep = (node, path) =>
	node.shell('mkdir -p "$(dirname "$2")"; mv "$1" "$2"', {arguments: [path, kept(path)]});
const giveBack = (node, path) => node.shell('mv -f "$2" "$1"', {arguments: [path, kept(path)]});

/** Several parts, healed in reverse. */
export const all = (...parts) => ({
	...Object.assign({}, ...parts.map(({needsStandIn}) => needsStandIn && {needsStandIn})),
	inject: async lab => {
		for (const {inject} of parts) {
			await inject(lab);
		}
	},
	heal: async lab => {
		for (const {heal} of [...parts].reverse()) {
			await heal(lab);
		}
	},
});

/** The same on another node of the lab: `peer`, `server`, `agent`. */
export const on = (name, {inject, heal}) => ({
	inject: lab => inject({...lab, target: lab[name]}),
	heal: lab => heal({...lab, target: lab[name]}),
});

const valueFor = (part, lab) => (typeof part === 'function' ? part(lab) : part);

/** A file that was not there; `content` may be a function of the lab. */
export const newFile = (path, content, mode = 0o644) => ({
	inject: lab => lab.target.write([{path, content: valueFor(content, lab), mode}]),
	heal: ({target}) => target.remove(path),
});

export const missingFile = path => ({
	inject: ({target}) => keep(target, path),
	heal: ({target}) => giveBack(target, path),
});

export const renamedFile = (path, name) => ({
	inject: ({target}) => target.run(['mv', path, name]),
	heal: ({target}) => target.run(['mv', name, path]),
});

/** `edit` gets the text and returns the new one. */
export const editedFile = (path, edit, mode = 0o600) => ({
	inject: async ({target}) => {
		const text = await target.read(path);
		await keep(target, path);
		await target.write([{path, content: edit(text), mode}]);
	},
	heal: ({target}) => giveBack(target, path),
});

/** Keys below /proc/sys with slashes; later keys may depend on earlier ones (`conf/all` resets others). */
export const sysctls = values => ({
	inject: async ({target}) => {
		for (const [key, value] of Object.entries(values)) {
			await target.shell(
				'mkdir -p /run/lab/kept; cat "$1" >"/run/lab/kept/$(echo "$1" | tr / _)"; echo "$2" >"$1"',
				{
					arguments: [`/proc/sys/${key}`, String(value)],
				},
			);
		}
	},
	heal: async ({target}) => {
		for (const key of Object.keys(values).reverse()) {
			await target.shell('cat "/run/lab/kept/$(echo "$1" | tr / _)" >"$1"', {
				arguments: [`/proc/sys/${key}`],
			});
		}
	},
});

/** Lines for `ip -batch`, or functions of the lab that return them. */
export const ipLines = (inject, heal) => ({
	inject: lab => lab.target.ipBatch(...[valueFor(inject, lab)].flat()),
	heal: lab => lab.target.ipBatch(...[valueFor(heal, lab)].flat()),
});

/** Puts an interface, or what a function of the lab names, into a bridge of its own, and waits until the kernel calls that up: up to a second later. */
export const inBridge = device => {
	const lines = ipLines(
		lab => ['link add br0 type bridge', `link set ${valueFor(device, lab)} master br0`, 'link set br0 up'],
		lab => [`link set ${valueFor(device, lab)} nomaster`, 'link del br0'],
	);
	return {
		...lines,
		inject: async lab => {
			await lines.inject(lab);
			await lab.target.shell(
				'for try in $(seq 30); do [ "$(cat /sys/class/net/br0/operstate)" = up ] && exit; sleep 0.1; done; exit 1',
			);
		},
	};
};

/** A table of its own, in nft's syntax: `inet hardening`. */
export const nftTable = (name, body) => ({
	inject: lab => lab.target.run(['nft', '-f', '-'], {input: `table ${name} {\n${valueFor(body, lab)}\n}\n`}),
	heal: ({target}) => target.run(['nft', 'delete', 'table', ...name.split(' ')]),
});

/** A rule that comes first in its chain: `rule('INPUT -p udp …')`, with `-t TABLE` in `options`. */
export const rule = (words, options = [], program = 'iptables-nft') => {
	const change = (target, action, lab) =>
		target.run([program, ...options, action, ...valueFor(words, lab).split(' ')]);
	return {
		inject: lab => change(lab.target, '-I', lab),
		heal: lab => change(lab.target, '-D', lab),
	};
};

export const chainPolicy = (chain, policy, program = 'iptables-nft') => ({
	inject: ({target}) => target.run([program, '-P', chain, policy]),
	heal: ({target}) => target.run([program, '-P', chain, 'ACCEPT']),
});

export const stoppedDaemon = name => ({
	inject: ({target, stopDaemon}) => stopDaemon(target, name),
	heal: ({target, startDaemon}) => startDaemon(target, name),
});

/** Changes API objects: `change` gets one object and the lab and returns the new one, or undefined to drop it. */
export const editedObjects = (resource, change) => {
	const before = [];
	return {
		inject: async lab => {
			await lab.editObjects(resource, items => {
				before.push(items);
				return items.flatMap(item => change(item, lab) ?? []);
			});
		},
		heal: lab => lab.editObjects(resource, () => before.pop()),
	};
};

export const newObjects = (resource, items) => ({
	inject: lab => lab.editObjects(resource, before => [...before, ...items]),
	heal: lab => lab.editObjects(resource, before => before.slice(0, -items.length)),
});

/** Annotations of one node by its role in the lab; undefined removes one. */
export const annotations = (name, values) =>
	editedObjects('nodes', (node, lab) =>
		node.metadata.name === lab[name].description.name
			? {
					...node,
					metadata: {
						...node.metadata,
						annotations: Object.fromEntries(
							Object.entries({...node.metadata.annotations, ...valueFor(values, lab)}).filter(
								([, value]) => value !== undefined,
							),
						),
					},
				}
			: node,
	);

/** What the stand-in of crictl tells of the containers: `change` gets one and returns the new one. A real containerd has no past. */
export const toldContainers = change => ({
	needsStandIn: 'crictl',
	...editedFile('/run/lab/cri.json', text => {
		const {sandboxes, containers} = JSON.parse(text);
		return JSON.stringify({sandboxes, containers: containers.map(change)});
	}),
});

const ago = seconds => new Date(Date.now() - seconds * 1000).toISOString();

/** A container whose process is gone; `told` is what crictl says of it beside that. */
const deadContainer = (daemon, container, told) =>
	all(
		stoppedDaemon(daemon),
		toldContainers(one =>
			one.name === container && one.state === 'CONTAINER_RUNNING'
				? {...one, state: 'CONTAINER_EXITED', reason: 'Error', pid: 0, ...told()}
				: one,
		),
	);

/** A container that ended 20 minutes ago and is not started again. */
export const endedContainer = (daemon, {container = daemon, exitCode = 1, attempt = 7} = {}) =>
	deadContainer(daemon, container, () => ({attempt, exitCode, finishedAt: ago(20 * 60)}));

/** A container that has ended for the ninth time, and waits to be started again. */
export const crashingContainer = daemon =>
	deadContainer(daemon, daemon, () => ({attempt: 9, exitCode: 1, startedAt: ago(70), finishedAt: ago(30)}));
