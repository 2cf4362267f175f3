// Loaded into the demo's guests before they start: when the platform goes, however it goes, its end of this pipe closes.
process.stdin.on('error', () => process.exit(0));
process.stdin.on('close', () => process.exit(0));
process.stdin.resume();
process.stdin.unref?.();
