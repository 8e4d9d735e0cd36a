import type {Link} from '../parsers/ip-link.ts';

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

const expressionOf = (pattern: string): string =>
	pattern.replaceAll(/\*+|\?|\[([!^]?)(\]?[^\]]*)\]|[^*?[]+|\[/g, (part, inverted: string, set: string) => {
		if (part.startsWith('*')) {
			return '.*';
		}
		if (part === '?') {
			return '.';
		}
		return set === undefined
			? escaped(part)
			: `[${inverted === '' ? '' : '^'}${set.replaceAll(/[\\^[\]]/g, String.raw`\$&`)}]`;
	});

/** `*`, `?`, `[a-z]` and `[!a-z]` over the whole name, as fnmatch(3) without flags; case counts. */
export const matchesGlob = (pattern: string, name: string): boolean => {
	try {
		return new RegExp(`^${expressionOf(pattern)}$`, 's').test(name);
	} catch {
		// A range such as [z-a] matches nothing.
		return false;
	}
};

type Device = Pick<Link, 'name' | 'mac' | 'kind'>;

const isMac = (text: string): boolean => /^([\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(text);
const isSameMac = (a: string, b: string | undefined): boolean =>
	a.toLowerCase().replaceAll('-', ':') === b?.toLowerCase();

/** NetworkManager knows only `*` and `?`. */
const matchesName = (pattern: string, name: string): boolean => {
	if (pattern.startsWith('=')) {
		return pattern.slice(1) === name;
	}
	const glob = pattern.startsWith('~') ? pattern.slice(1) : pattern;
	return matchesGlob(glob.replaceAll('[', '[[]'), name);
};

/** Undefined: it selects by something that the link does not tell, such as the driver. */
const matchesOne = (spec: string, device: Device): boolean | undefined => {
	const [, kind = '', value = ''] = /^([a-z\d-]+):(.*)$/s.exec(spec) ?? [];
	switch (kind) {
		case 'interface-name':
			return matchesName(value, device.name);
		case 'mac':
			return isSameMac(value, device.mac);
		case 'type':
			return value === device.kind ? true : undefined;
		case 'driver':
		case 's390-subchannels':
		case 'dhcp-plugin':
			return undefined;
		default:
			return isMac(spec) ? isSameMac(spec, device.mac) : spec === '*' || spec === device.name;
	}
};

const specsOf = (list: string): readonly string[] =>
	(list.match(/(?:\\.|[^,;\\])+/gs) ?? [])
		.map(spec => spec.trim().replaceAll(/\\(.)/gs, '$1'))
		.filter(spec => spec !== '');

/**
 * Whether a device list of NetworkManager, such as the value of `unmanaged-devices`, selects a device; undefined when
 * that cannot be told. https://networkmanager.dev/docs/api/latest/NetworkManager.conf.html#device-spec
 */
export const matchesDeviceSpec = (list: string, device: Device): boolean | undefined => {
	const specs = specsOf(list);
	const exceptions = specs.filter(spec => spec.startsWith('except:'));
	const excluded = exceptions.map(spec => matchesOne(spec.slice('except:'.length), device));
	const included = specs.filter(spec => !spec.startsWith('except:')).map(spec => matchesOne(spec, device));
	if (excluded.includes(true)) {
		return false;
	}
	// Nothing but exceptions means everything else.
	const isIncluded = included.length === 0 ? exceptions.length > 0 : included.includes(true);
	if (!isIncluded) {
		return included.includes(undefined) ? undefined : false;
	}
	return excluded.includes(undefined) ? undefined : true;
};
