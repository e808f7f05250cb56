package io.eligo.console;

import io.eligo.console.access.ConsolePaths;
import io.eligo.operations.OperatorAudit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Lists the actions of operators with time, operator, reason and result. */
@ConsolePage
class AuditPage {
    private static final int PAGE_SIZE = 50;

    private final OperatorAudit audit;

    AuditPage(OperatorAudit audit) {
        this.audit = audit;
    }

    @GetMapping(ConsolePaths.HOME + "/audit")
    String entries(
            @RequestParam(defaultValue = "") String by,
            @RequestParam(required = false) @Nullable Long before,
            Model model) {
        String operator = by.strip();
        List<OperatorAudit.AuditEntry> found =
                audit.findNewest(before, PAGE_SIZE + 1, operator.isEmpty() ? null : operator);
        model.addAttribute("entries", found.subList(0, Math.min(found.size(), PAGE_SIZE)));
        model.addAttribute(
                "next", found.size() > PAGE_SIZE ? found.get(PAGE_SIZE - 1).id() : null);
        model.addAttribute("by", operator);
        model.addAttribute("before", before);
        return "console/audit";
    }
}
