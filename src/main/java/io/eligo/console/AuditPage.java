package io.eligo.console;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what, when, why, and what came of it. */
@Page
class AuditPage {
    private static final int A_PAGE = 50;

    private final Audit audit;

    AuditPage(Audit audit) {
        this.audit = audit;
    }

    @GetMapping(ConsolePaths.HOME + "/audit")
    String entries(
            @RequestParam(defaultValue = "") String by,
            @RequestParam(required = false) @Nullable Long before,
            Model model) {
        String who = by.strip();
        List<Audit.Entry> found = audit.newest(before, A_PAGE + 1, who.isEmpty() ? null : who);
        model.addAttribute("entries", found.subList(0, Math.min(found.size(), A_PAGE)));
        model.addAttribute("next", found.size() > A_PAGE ? found.get(A_PAGE - 1).id() : null);
        model.addAttribute("by", who);
        model.addAttribute("before", before);
        return "console/audit";
    }
}
